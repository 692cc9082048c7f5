import type { Value } from '@optical/graph';

/** Drops elements of a tensor at random and scales the others so that the expectation stays. */
export type Dropout = (x: Value) => Value;
