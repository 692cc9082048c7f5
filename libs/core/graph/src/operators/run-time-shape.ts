import { OpticalError } from '@optical/errors';
import { apply } from '../graph/apply.ts';
import { int64s } from '../graph/constant.ts';
import type { Graph, Value } from '../graph/types.ts';
import { factorsOf } from '../tensor/dimension.ts';
import type { Dim } from '../tensor/dimension.ts';
import { isStatic } from '../tensor/shape.ts';
import type { Shape } from '../tensor/shape.ts';

/** A shape as int64 vector, its free dimensions read from the inputs that have them. */
export function shapeVector(graph: Graph, shape: Shape): Value {
  if (isStatic(shape)) return int64s(graph, shape);
  const inputs = shape.map((dim) => dimension(graph, dim));
  return apply(
    { operator: 'Concat', inputs, attributes: { axis: { i: 0 } } },
    { dtype: 'int64', shape: [shape.length] },
  );
}

/** One dimension as an int64 vector of one element. */
export function dimension(graph: Graph, dim: Dim): Value {
  const { coefficient, symbols } = factorsOf(dim);
  const sizes = symbols.map((symbol) => freeDimension(graph, symbol));
  if (coefficient !== 1 || sizes.length === 0) sizes.push(int64s(graph, [coefficient]));
  return sizes.reduce((a, b) => apply({ operator: 'Mul', inputs: [a, b] }, { dtype: 'int64', shape: [1] }));
}

function freeDimension(graph: Graph, symbol: string): Value {
  const origin = graph.shared.dimensions.get(symbol);
  if (origin === undefined)
    throw new OpticalError('invalid-argument', `the free dimension ${symbol} is no dimension of any input`);
  const attributes = { start: { i: origin.axis }, end: { i: origin.axis + 1 } };
  return apply({ operator: 'Shape', inputs: [origin.value], attributes }, { dtype: 'int64', shape: [1] });
}
