import { OpticalError } from '@optical/errors';
import { operatorError } from './error.ts';
import { createValue, freshName } from './graph.ts';
import type { Attributes, Domain, Graph, Node, Value, ValueType } from './types.ts';

/** An operator with its operands, before its outputs exist. */
export interface Operation {
  readonly operator: string;
  readonly domain?: Domain;
  readonly inputs: readonly (Value | undefined)[];
  readonly attributes?: Attributes;
  readonly optionalFrom?: number;
}

/** Adds a node with one output of the given type. */
export function apply(operation: Operation, type: ValueType): Value {
  return applyMany(operation, [type])[0]!;
}

/**
 * Adds a node, or returns the outputs of an equal one. The node goes into the innermost graph among its operands',
 * so that an expression inside a Loop body that does not vary with the loop is computed once, outside.
 */
export function applyMany(operation: Operation, types: readonly ValueType[]): readonly Value[] {
  const present = operation.inputs.filter((value) => value !== undefined);
  const graph = innermost(operation.operator, present);
  const key = expressionKey(operation);
  const { expressions } = graph.shared;
  const outputs = expressions.get(key) ?? addNode(graph, operation, types);
  expressions.set(key, outputs);
  return outputs;
}

/** Adds a node to this very graph. */
export function addNode(graph: Graph, operation: Operation, types: readonly ValueType[]): readonly Value[] {
  const { operator, domain = '', inputs, attributes = {}, optionalFrom = types.length } = operation;
  const name = freshName(graph, operator);
  const outputs: Value[] = [];
  const id = graph.shared.nextId++;
  const node: Node = { id, name, operator, domain, inputs, outputs, optionalFrom, attributes, graph };
  types.forEach((type, output) => {
    outputs.push(createValue(graph, output === 0 ? name : `${name}:${output}`, type, { kind: 'node', node, output }));
  });
  graph.nodes.push(node);
  return outputs;
}

function innermost(operator: string, operands: readonly Value[]): Graph {
  if (operands.length === 0) throw new OpticalError('internal', `${operator}: an operator needs an operand`);
  const graphs = operands.map(({ graph }) => graph);
  const deepest = graphs.reduce((a, b) => (depthOf(b) > depthOf(a) ? b : a));
  const visible = new Set(ancestry(deepest));
  if (graphs.some((graph) => !visible.has(graph)))
    throw operatorError(operator, operands, 'the operands belong to different graphs');
  return deepest;
}

function ancestry(graph: Graph): Graph[] {
  return graph.parent === undefined ? [graph] : [graph, ...ancestry(graph.parent)];
}

function depthOf(graph: Graph): number {
  return ancestry(graph).length;
}

function expressionKey({ operator, domain = '', inputs, attributes = {} }: Operation): string {
  const operands = inputs.map((value) => value?.id ?? '');
  return JSON.stringify([domain, operator, operands, Object.entries(attributes)]);
}
