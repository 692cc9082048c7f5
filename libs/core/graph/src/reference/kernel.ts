import type { Node, Subgraph } from '../graph/types.ts';
import type { NdArray } from './nd-array.ts';

/** One application of an operator. */
export interface Call {
  readonly node: Node;
  readonly inputs: readonly NdArray[];
  /** Shapes of the outputs with the free dimensions filled in. */
  readonly shapes: readonly (readonly number[])[];
  readonly run: (body: Subgraph, inputs: readonly NdArray[]) => readonly NdArray[];
}

/** What an operator computes, in float64. */
export type Kernel = (call: Call) => readonly NdArray[];

export type Kernels = Readonly<Record<string, Kernel>>;
