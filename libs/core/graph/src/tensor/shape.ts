import { productOf } from './dimension.ts';
import type { Dim } from './dimension.ts';

/** Sizes of a tensor's axes, outermost first; the empty shape is a scalar's. */
export type Shape = readonly Dim[];

export function isStatic(shape: Shape): shape is readonly number[] {
  return shape.every((dim) => typeof dim === 'number');
}

export function sameShape(a: Shape, b: Shape): boolean {
  return a.length === b.length && a.every((dim, axis) => dim === b[axis]);
}

/** Number of elements. */
export function sizeOf(shape: Shape): Dim {
  return productOf(shape);
}

/**
 * NumPy broadcasting: align at the last axis, 1 stretches. Undefined if the shapes do not fit.
 * A free dimension fits itself and 1 only.
 */
export function broadcast(a: Shape, b: Shape): Shape | undefined {
  const rank = Math.max(a.length, b.length);
  const dims: Dim[] = [];
  for (let axis = 1; axis <= rank; axis++) {
    const x = a[a.length - axis] ?? 1;
    const y = b[b.length - axis] ?? 1;
    if (x !== y && x !== 1 && y !== 1) return undefined;
    dims.unshift(x === 1 ? y : x);
  }
  return dims;
}

/** Row-major strides, in elements. */
export function stridesOf(shape: readonly number[]): number[] {
  const strides = shape.map(() => 1);
  for (let axis = shape.length - 2; axis >= 0; axis--) strides[axis] = strides[axis + 1]! * shape[axis + 1]!;
  return strides;
}

export function formatShape(shape: Shape): string {
  return `[${shape.join(', ')}]`;
}
