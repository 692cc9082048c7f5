import { OpticalError } from '@optical/errors';
import { dtypeTraits } from './dtype.ts';
import type { DType, TensorArray } from './dtype.ts';
import { fromHalf, toHalf } from './half.ts';
import { formatShape } from './shape.ts';

/** Elements of known shape, row-major. */
export interface Tensor {
  readonly dtype: DType;
  readonly shape: readonly number[];
  readonly data: TensorArray;
}

/**
 * A tensor from plain numbers or from an array of the dtype's own kind, which is kept, not copied.
 * @throws OpticalError invalid-argument if the number of elements is not the shape's.
 */
export function tensor(dtype: DType, shape: readonly number[], elements: ArrayLike<number> | TensorArray): Tensor {
  const size = shape.reduce((product, dim) => product * dim, 1);
  if (elements.length !== size)
    throw new OpticalError(
      'invalid-argument',
      `tensor: shape ${formatShape(shape)} holds ${size} elements, ${elements.length} were given`,
    );
  return { dtype, shape, data: toArray(dtype, elements) };
}

/** The elements as plain numbers, whatever the dtype. */
export function toNumbers({ dtype, data }: Tensor): Float64Array {
  if (data instanceof BigInt64Array) return Float64Array.from(data, Number);
  return Float64Array.from(data, dtype === 'float16' ? fromHalf : undefined);
}

function toArray(dtype: DType, elements: ArrayLike<number> | TensorArray): TensorArray {
  const { array } = dtypeTraits(dtype);
  if (elements instanceof array) return elements;
  const numbers = elements as ArrayLike<number>;
  const data = new array(elements.length);
  for (let i = 0; i < data.length; i++) {
    const x = numbers[i]!;
    if (data instanceof BigInt64Array) data[i] = BigInt(x);
    else data[i] = dtype === 'float16' ? toHalf(x) : x;
  }
  return data;
}
