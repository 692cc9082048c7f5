import { integer, text } from '../../graph/attributes.ts';
import type { Kernels } from '../kernel.ts';
import { generate, offsetOf, reader } from '../nd-array.ts';

const combine: Readonly<Record<string, (old: number, update: number) => number>> = {
  none: (_, update) => update,
  add: (old, update) => old + update,
  max: Math.max,
  min: Math.min,
};

const wrapped = (place: number, size: number): number => (place < 0 ? place + size : place);

export const indexingKernels: Kernels = {
  Gather: ({ node, inputs: [x, indices], shapes }) => {
    const axis = integer(node, 'axis');
    const readX = reader(x!);
    const readIndices = reader(indices!);
    const end = axis + indices!.shape.length;
    return [
      generate(shapes[0]!, (index) => {
        const place = wrapped(readIndices(index.slice(axis, end)), x!.shape[axis]!);
        return readX([...index.slice(0, axis), place, ...index.slice(end)]);
      }),
    ];
  },
  GatherElements: ({ node, inputs: [x, indices], shapes }) => {
    const axis = integer(node, 'axis');
    const readX = reader(x!);
    const readIndices = reader(indices!);
    return [generate(shapes[0]!, (index) => readX(index.with(axis, wrapped(readIndices(index), x!.shape[axis]!))))];
  },
  ScatterElements: ({ node, inputs: [x, indices, updates] }) => {
    const axis = integer(node, 'axis');
    const readUpdates = reader(updates!);
    const readIndices = reader(indices!);
    const data = x!.data.slice();
    generate(indices!.shape, (index) => {
      const offset = offsetOf(x!.shape, index.with(axis, wrapped(readIndices(index), x!.shape[axis]!)));
      data[offset] = combine[text(node, 'reduction')!]!(data[offset]!, readUpdates(index));
      return 0;
    });
    return [{ shape: x!.shape, data }];
  },
  ScatterND: ({ inputs: [x, indices, updates] }) => {
    const size = x!.data.length / x!.shape[0]!;
    const data = x!.data.slice();
    indices!.data.forEach((place, row) => {
      data.set(updates!.data.subarray(row * size, (row + 1) * size), place * size);
    });
    return [{ shape: x!.shape, data }];
  },
};
