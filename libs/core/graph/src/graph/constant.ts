import type { DType } from '../tensor/dtype.ts';
import { tensor, toNumbers } from '../tensor/tensor.ts';
import type { Tensor } from '../tensor/tensor.ts';
import { createValue, freshName, rootOf } from './graph.ts';
import type { Graph, Value } from './types.ts';

/** Constants up to this many elements are shared when they are equal. */
const sharedElements = 16;

/** A tensor stored in the model. Small equal constants become one; all live in the outermost graph. */
export function constant(graph: Graph, contents: Tensor): Value {
  const root = rootOf(graph);
  const { expressions } = graph.shared;
  const key =
    contents.data.length <= sharedElements
      ? `constant ${contents.dtype} ${contents.shape.join()} ${elementsKey(contents)}`
      : undefined;
  const known = key === undefined ? undefined : expressions.get(key);
  if (known !== undefined) return known[0]!;

  const value = createValue(root, freshName(root, 'constant'), contents, { kind: 'constant', tensor: contents });
  root.constants.push(value);
  if (key !== undefined) expressions.set(key, [value]);
  return value;
}

export function scalar(graph: Graph, x: number, dtype: DType = 'float32'): Value {
  return constant(graph, tensor(dtype, [], [x]));
}

function elementsKey({ data }: Tensor): string {
  return Array.from<number | bigint, string>(data, (x) => (Object.is(x, -0) ? '-0' : String(x))).join();
}

/** A one-dimensional int64 constant: axes, shapes and permutations are given to operators this way. */
export function int64s(graph: Graph, elements: readonly number[]): Value {
  return constant(graph, tensor('int64', [elements.length], elements));
}

/** The number that a constant scalar holds; undefined for every other value. */
export function scalarOf({ shape, source }: Value): number | undefined {
  return source.kind === 'constant' && shape.length === 0 ? toNumbers(source.tensor)[0] : undefined;
}
