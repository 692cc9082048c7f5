import { integer, text } from '../../graph/attributes.ts';
import type { Kernels } from '../kernel.ts';
import { generate, offsetOf, reader } from '../nd-array.ts';
import type { NdArray } from '../nd-array.ts';

const combine: Readonly<Record<string, (old: number, update: number) => number>> = {
  none: (_, update) => update,
  add: (old, update) => old + update,
  max: Math.max,
  min: Math.min,
};

const wrapped = (place: number, size: number): number => (place < 0 ? place + size : place);

/** The address of a slice of `x`, from row `row` of the indices. */
function address(x: NdArray, indices: NdArray, row: readonly number[]): number[] {
  const read = reader(indices);
  return Array.from({ length: indices.shape.at(-1)! }, (_, axis) => wrapped(read([...row, axis]), x.shape[axis]!));
}

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
  GatherND: ({ inputs: [x, indices], shapes }) => {
    const readX = reader(x!);
    const depth = indices!.shape.length - 1;
    return [
      generate(shapes[0]!, (index) => readX([...address(x!, indices!, index.slice(0, depth)), ...index.slice(depth)])),
    ];
  },
  ScatterND: ({ node, inputs: [x, indices, updates] }) => {
    const readUpdates = reader(updates!);
    const depth = indices!.shape.length - 1;
    const data = x!.data.slice();
    generate(updates!.shape, (index) => {
      const offset = offsetOf(x!.shape, [...address(x!, indices!, index.slice(0, depth)), ...index.slice(depth)]);
      data[offset] = combine[text(node, 'reduction')!]!(data[offset]!, readUpdates(index));
      return 0;
    });
    return [{ shape: x!.shape, data }];
  },
};
