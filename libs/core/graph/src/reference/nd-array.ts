import { stridesOf } from '../tensor/shape.ts';

/** Elements of any dtype as float64, row-major; bool is 0 and 1. Integers are exact to 2^53. */
export interface NdArray {
  readonly shape: readonly number[];
  readonly data: Float64Array;
}

export function ndArray(shape: readonly number[], elements: ArrayLike<number>): NdArray {
  return { shape, data: Float64Array.from(elements) };
}

/** An array whose element at `index` is `element(index)`. The index is reused between calls. */
export function generate(shape: readonly number[], element: (index: readonly number[]) => number): NdArray {
  const data = new Float64Array(shape.reduce((size, dim) => size * dim, 1));
  const index = shape.map(() => 0);
  for (let offset = 0; offset < data.length; offset++) {
    data[offset] = element(index);
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      index[axis]!++;
      if (index[axis]! < shape[axis]!) break;
      index[axis] = 0;
    }
  }
  return { shape, data };
}

/** Reads `array[index]`; axes of size 1 and missing leading axes are stretched as in broadcasting. */
export function reader({ shape, data }: NdArray): (index: readonly number[]) => number {
  const strides = stridesOf(shape).map((stride, axis) => (shape[axis] === 1 ? 0 : stride));
  return (index) => {
    const skipped = index.length - strides.length;
    let offset = 0;
    for (let axis = 0; axis < strides.length; axis++) offset += strides[axis]! * index[axis + skipped]!;
    return data[offset]!;
  };
}

export function offsetOf(shape: readonly number[], index: readonly number[]): number {
  return stridesOf(shape).reduce((offset, stride, axis) => offset + stride * index[axis]!, 0);
}
