import { OpticalError } from '@optical/errors';
import { isDimensionName } from '../tensor/dimension.ts';
import type { DType } from '../tensor/dtype.ts';
import type { Shape } from '../tensor/shape.ts';
import type { Tensor } from '../tensor/tensor.ts';
import type { Graph, GraphOptions, Source, Value, ValueType } from './types.ts';

export function createGraph({ contrib = false }: GraphOptions = {}): Graph {
  return {
    contrib,
    parent: undefined,
    inputs: [],
    constants: [],
    nodes: [],
    shared: { nextId: 0, names: new Set(), scopes: [], expressions: new Map(), dimensions: new Map() },
  };
}

/** An empty graph that may read the values of `parent`. */
export function createChild(parent: Graph): Graph {
  return { ...parent, parent, inputs: [], constants: [], nodes: [] };
}

/**
 * A tensor that is fed at each run. A dimension given as a name (`batch`) is free; equal names are equal sizes.
 * @throws OpticalError invalid-argument if the name is taken or a size is negative or no whole number.
 */
export function input(graph: Graph, name: string, dtype: DType, shape: Shape): Value {
  if (graph.shared.names.has(name))
    throw new OpticalError('invalid-argument', `input: the name ${JSON.stringify(name)} is taken`);
  shape.forEach((dim, axis) => {
    if (typeof dim === 'number' ? !Number.isInteger(dim) || dim < 0 : !isDimensionName(dim))
      throw new OpticalError('invalid-argument', `input ${name}: axis ${axis} has the bad dimension ${dim}`);
  });
  graph.shared.names.add(name);
  const value = createValue(graph, name, { dtype, shape }, { kind: 'input' });
  graph.inputs.push(value);
  shape.forEach((dim, axis) => {
    if (typeof dim === 'string' && !graph.shared.dimensions.has(dim)) graph.shared.dimensions.set(dim, { value, axis });
  });
  return value;
}

/** A named tensor stored in the model, such as a weight of an exported encoder. The array is kept, not copied. */
export function initializer(graph: Graph, name: string, tensor: Tensor): Value {
  if (graph.shared.names.has(name))
    throw new OpticalError('invalid-argument', `initializer: the name ${JSON.stringify(name)} is taken`);
  graph.shared.names.add(name);
  const value = createValue(graph, name, tensor, { kind: 'constant', tensor });
  graph.constants.push(value);
  return value;
}

/** Prefixes the names of all nodes that `body` creates, so that a profile reads `encoder/layer.0/attention/MatMul_7`. */
export function scope<Result>(graph: Graph, name: string, body: () => Result): Result {
  const { scopes } = graph.shared;
  scopes.push(name);
  try {
    return body();
  } finally {
    scopes.pop();
  }
}

export function createValue(graph: Graph, name: string, { dtype, shape }: ValueType, source: Source): Value {
  return Object.freeze({ id: graph.shared.nextId++, name, dtype, shape: Object.freeze([...shape]), graph, source });
}

export function rootOf(graph: Graph): Graph {
  return graph.parent === undefined ? graph : rootOf(graph.parent);
}

/** `label_3` below the current scopes; unique. */
export function freshName({ shared }: Graph, label: string): string {
  const prefix = [...shared.scopes, label].join('/');
  let name = `${prefix}_${shared.nextId}`;
  while (shared.names.has(name)) name += '_';
  shared.names.add(name);
  return name;
}
