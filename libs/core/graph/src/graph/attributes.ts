import type { Node, Subgraph } from './types.ts';

/** Readers of a node's attributes by their kind. */
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

export function integers({ attributes }: Node, name: string): readonly number[] {
  const attribute = attributes[name];
  return attribute !== undefined && 'ints' in attribute ? attribute.ints : [];
}

export function body({ attributes }: Node): Subgraph | undefined {
  const attribute = attributes.body;
  return attribute !== undefined && 'g' in attribute ? attribute.g : undefined;
}
