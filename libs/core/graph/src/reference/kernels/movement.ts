import { integer, integers } from '../../graph/attributes.ts';
import type { Kernels } from '../kernel.ts';
import { generate, reader } from '../nd-array.ts';
import type { NdArray } from '../nd-array.ts';

export const movementKernels: Kernels = {
  Reshape: ({ inputs: [x], shapes }) => [{ shape: shapes[0]!, data: x!.data }],
  Expand: ({ inputs: [x], shapes }) => [generate(shapes[0]!, reader(x!))],
  Shape: ({ node, inputs: [x] }) => {
    const dims = x!.shape.slice(integer(node, 'start'), integer(node, 'end'));
    return [{ shape: [dims.length], data: Float64Array.from(dims) }];
  },
  Range: ({ inputs: [start, limit, delta] }) => {
    const size = Math.max(0, Math.ceil((limit!.data[0]! - start!.data[0]!) / delta!.data[0]!));
    return [generate([size], ([place]) => start!.data[0]! + place! * delta!.data[0]!)];
  },
  Transpose: ({ node, inputs: [x], shapes }) => {
    const permutation = integers(node, 'perm');
    const read = reader(x!);
    return [generate(shapes[0]!, (index) => read(permutation.map((_, axis) => index[permutation.indexOf(axis)]!)))];
  },
  Concat: ({ node, inputs, shapes }) => {
    const axis = integer(node, 'axis');
    const readers = inputs.map(reader);
    const owners = inputs.flatMap(({ shape }, part) =>
      Array.from({ length: shape[axis]! }, (_, place) => ({ part, place })),
    );
    return [
      generate(shapes[0]!, (index) => {
        const { part, place } = owners[index[axis]!]!;
        return readers[part]!(index.with(axis, place));
      }),
    ];
  },
  Split: ({ node, inputs: [x, sizes], shapes }) => {
    const axis = integer(node, 'axis');
    const starts = [...sizes!.data].map((_, part) => sizes!.data.subarray(0, part).reduce((a, b) => a + b, 0));
    return shapes.map((shape, part) => shifted(x!, shape, axis, starts[part]!, NaN));
  },
  Slice: ({ inputs: [x, begin, , axis], shapes }) => [shifted(x!, shapes[0]!, axis!.data[0]!, begin!.data[0]!, NaN)],
  Pad: ({ inputs: [x, widths, fill, axis], shapes }) => [
    shifted(x!, shapes[0]!, axis!.data[0]!, -widths!.data[0]!, fill!.data[0]!),
  ],
};

/** An array of the given shape that starts at `begin` along an axis of `x`, filled outside of `x`. */
function shifted(x: NdArray, shape: readonly number[], axis: number, begin: number, fill: number): NdArray {
  const read = reader(x);
  return generate(shape, (index) => {
    const place = index[axis]! + begin;
    return place < 0 || place >= x.shape[axis]! ? fill : read(index.with(axis, place));
  });
}
