import type { Node, Value } from './types.ts';

/** Values read by a node: its operands, and what its sub-graphs return. */
export function readsOf(node: Node): readonly Value[] {
  const bodies = Object.values(node.attributes).flatMap((attribute) => ('g' in attribute ? attribute.g.outputs : []));
  return [...node.inputs.filter((value) => value !== undefined), ...bodies];
}

export interface Reachable {
  readonly nodes: ReadonlySet<Node>;
  readonly values: ReadonlySet<Value>;
}

/** Everything that the given values are computed from, in sub-graphs too. */
export function reachableFrom(outputs: readonly Value[]): Reachable {
  const nodes = new Set<Node>();
  const values = new Set<Value>();
  const pending = [...outputs];
  for (let value = pending.pop(); value !== undefined; value = pending.pop()) {
    if (values.has(value)) continue;
    values.add(value);
    if (value.source.kind !== 'node' || nodes.has(value.source.node)) continue;
    nodes.add(value.source.node);
    pending.push(...readsOf(value.source.node));
  }
  return { nodes, values };
}
