import { OpticalError } from '@optical/errors';
import { apply } from '../graph/apply.ts';
import { constant, scalar } from '../graph/constant.ts';
import type { Graph, Value } from '../graph/types.ts';
import type { Dim } from '../tensor/dimension.ts';
import type { DType } from '../tensor/dtype.ts';
import { isStatic } from '../tensor/shape.ts';
import type { Shape } from '../tensor/shape.ts';
import { tensor } from '../tensor/tensor.ts';
import { cast } from './cast.ts';
import { expand } from './movement.ts';
import { reshape } from './reshape.ts';
import { dimension } from './run-time-shape.ts';

/** A tensor with one number everywhere. */
export function full(graph: Graph, shape: Shape, x: number, dtype: DType = 'float32'): Value {
  return expand(scalar(graph, x, dtype), shape);
}

export function zeros(graph: Graph, shape: Shape, dtype: DType = 'float32'): Value {
  return full(graph, shape, 0, dtype);
}

export function ones(graph: Graph, shape: Shape, dtype: DType = 'float32'): Value {
  return full(graph, shape, 1, dtype);
}

/** `0, 1, … size - 1`; the size may be a free dimension. */
export function iota(graph: Graph, size: Dim, dtype: DType = 'int64'): Value {
  if (typeof size === 'number')
    return constant(
      graph,
      tensor(
        dtype,
        [size],
        Array.from({ length: size }, (_, i) => i),
      ),
    );
  const limit = reshape(dimension(graph, size), []);
  const range = apply(
    { operator: 'Range', inputs: [scalar(graph, 0, 'int64'), limit, scalar(graph, 1, 'int64')] },
    { dtype: 'int64', shape: [size] },
  );
  return cast(range, dtype);
}

/** Identity matrix of known size. */
export function eye(graph: Graph, size: number, dtype: DType = 'float32'): Value {
  const shape = [size, size];
  if (!isStatic(shape) || size < 1) throw new OpticalError('invalid-argument', `eye: the size ${size} is not positive`);
  const elements = Array.from({ length: size * size }, (_, i) => (i % (size + 1) === 0 ? 1 : 0));
  return constant(graph, tensor(dtype, shape, elements));
}

/** One dimension of a value as an int64 scalar, a constant unless the dimension is free. */
export function sizeAlong(x: Value, axis: number): Value {
  const dim = x.shape.at(axis) ?? 1;
  return typeof dim === 'number' ? scalar(x.graph, dim, 'int64') : reshape(dimension(x.graph, dim), []);
}
