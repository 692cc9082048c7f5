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

export function integer({ attributes }: Node, name: string, fallback = 0): number {
  const attribute = attributes[name];
  return attribute !== undefined && 'i' in attribute ? attribute.i : fallback;
}

export function real({ attributes }: Node, name: string, fallback: number): number {
  const attribute = attributes[name];
  return attribute !== undefined && 'f' in attribute ? attribute.f : fallback;
}

export function text({ attributes }: Node, name: string): string | undefined {
  const attribute = attributes[name];
  return attribute !== undefined && 's' in attribute ? attribute.s : undefined;
}
