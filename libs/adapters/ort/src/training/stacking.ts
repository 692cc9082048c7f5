import { toNumbers } from '@optical/graph';
import type { Tensor, TensorArray } from '@optical/graph';
import { arrayType } from '../runtime/tensor-type.ts';
import type { Tensors } from '../thread/transfer.ts';

/** The tensors of several steps, of equal types, along a new first axis. One step's are left as they are. */
export function stack(batches: readonly Tensors[], stepsPerCall: number): Tensors {
  const [first] = batches;
  if (first === undefined || stepsPerCall === 1) return first ?? {};
  return Object.fromEntries(
    Object.entries(first).map(([name, { dtype, shape, data }]) => {
      const stacked = new (arrayType(dtype))(data.length * batches.length);
      batches.forEach((batch, index) => {
        copyInto(stacked, batch[name]!.data, index * data.length);
      });
      return [name, { dtype, shape: [batches.length, ...shape], data: stacked }];
    }),
  );
}

/** The metrics of each step: scalars as numbers, the others as tensors. */
export function unstack(
  metrics: Tensors,
  stepsPerCall: number,
): { readonly metrics: Record<string, number>; readonly tensors: Tensors }[] {
  return Array.from({ length: stepsPerCall }, (_, step) => {
    const ofStep = Object.entries(metrics).map(
      ([name, tensor]) => [name, stepsPerCall === 1 ? tensor : slice(tensor, step)] as const,
    );
    const scalars = ofStep.filter(([, { shape }]) => shape.length === 0);
    return {
      metrics: Object.fromEntries(scalars.map(([name, tensor]) => [name, toNumbers(tensor)[0]!])),
      tensors: Object.fromEntries(ofStep.filter(([, { shape }]) => shape.length > 0)),
    };
  });
}

function slice({ dtype, shape: [, ...shape], data }: Tensor, index: number): Tensor {
  const length = shape.reduce((product, dim) => product * dim, 1);
  return { dtype, shape, data: data.slice(index * length, (index + 1) * length) };
}

/** Both arrays are of one kind. */
export function copyInto(target: TensorArray, source: TensorArray, offset = 0): void {
  (target as Float32Array).set(source as Float32Array, offset);
}
