/** A dense float32 tensor in row-major order; `data.length` is the product of `shape` (1 for a scalar, shape []). */
export interface FloatTensor {
  readonly shape: readonly number[];
  readonly data: Float32Array;
}

export function elementCount(shape: readonly number[]): number {
  return shape.reduce((product, dimension) => product * dimension, 1);
}
