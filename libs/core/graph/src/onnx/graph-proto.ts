import type { Attribute, Node, Subgraph, Value, ValueType } from '../graph/types.ts';
import type { Reachable } from '../graph/reachable.ts';
import { dtypeTraits } from '../tensor/dtype.ts';
import { inlineTensor } from './tensor-proto.ts';
import type { TensorWriter } from './tensor-proto.ts';

/** What the protos of a graph and its sub-graphs are written with. */
export interface WritingContext {
  readonly needed: Reachable;
  /** Names that differ from the values' own: those of the model's outputs. */
  readonly names: ReadonlyMap<Value, string>;
  readonly writeTensor: TensorWriter;
}

export function graphProto({ graph, inputs, outputs }: Subgraph, context: WritingContext): object {
  const nameOf = (value: Value): string => context.names.get(value) ?? value.name;
  return {
    name: graph.parent === undefined ? 'graph' : 'body',
    node: graph.nodes.filter((node) => context.needed.nodes.has(node)).map((node) => nodeProto(node, nameOf, context)),
    initializer: graph.constants
      .filter((value) => context.needed.values.has(value))
      .map((value) => (value.source.kind === 'constant' ? context.writeTensor(value.name, value.source.tensor) : {})),
    input: inputs.map((value) => valueInfo(value.name, value)),
    output: outputs.map((value) => valueInfo(nameOf(value), value)),
  };
}

export function valueInfo(name: string, { dtype, shape }: ValueType): object {
  const dim = shape.map((size) => (typeof size === 'number' ? { dimValue: size } : { dimParam: size }));
  return { name, type: { tensorType: { elemType: dtypeTraits(dtype).code, shape: { dim } } } };
}

function nodeProto(node: Node, nameOf: (value: Value) => string, context: WritingContext): object {
  const isRead = (value: Value, index: number): boolean =>
    index < node.optionalFrom || context.needed.values.has(value);
  const lastRead = node.outputs.findLastIndex(isRead);
  return {
    name: node.name,
    opType: node.operator,
    domain: node.domain,
    input: node.inputs.map((value) => (value === undefined ? '' : nameOf(value))),
    output: node.outputs.slice(0, lastRead + 1).map((value, index) => (isRead(value, index) ? nameOf(value) : '')),
    attribute: Object.entries(node.attributes).map(([name, attribute]) => attributeProto(name, attribute, context)),
  };
}

/** `type` is a value of `AttributeProto.AttributeType`. */
function attributeProto(name: string, attribute: Attribute, context: WritingContext): object {
  if ('f' in attribute) return { name, type: 1, f: attribute.f };
  if ('i' in attribute) return { name, type: 2, i: attribute.i };
  if ('s' in attribute) return { name, type: 3, s: new TextEncoder().encode(attribute.s) };
  if ('t' in attribute) return { name, type: 4, t: inlineTensor('', attribute.t) };
  if ('g' in attribute) return { name, type: 5, g: graphProto(attribute.g, context) };
  return { name, type: 7, ints: attribute.ints };
}
