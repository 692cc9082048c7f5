import { integer, real } from '../../graph/attributes.ts';
import type { Kernels } from '../kernel.ts';
import { generate, reader } from '../nd-array.ts';
import type { NdArray } from '../nd-array.ts';
import { logSumExp } from './reductions.ts';

/** The elements of `x` along an axis, through the given index. */
function line(x: NdArray, axis: number, index: readonly number[]): number[] {
  const read = reader(x);
  return Array.from({ length: x.shape[axis]! }, (_, place) => read(index.with(axis, place)));
}

function logSoftmax(x: NdArray, axis: number): NdArray {
  const read = reader(x);
  return generate(x.shape, (index) => read(index) - logSumExp(line(x, axis, index)));
}

export const normalizationKernels: Kernels = {
  LogSoftmax: ({ node, inputs: [x] }) => [logSoftmax(x!, integer(node, 'axis'))],
  Softmax: ({ node, inputs: [x] }) => {
    const { shape, data } = logSoftmax(x!, integer(node, 'axis'));
    return [{ shape, data: data.map(Math.exp) }];
  },
  LayerNormalization: ({ node, inputs: [x, scale, bias], shapes }) => {
    const axis = x!.shape.length - 1;
    const size = x!.shape[axis]!;
    const mean = generate(shapes[1]!, (index) => line(x!, axis, index).reduce((a, b) => a + b, 0) / size);
    const readMean = reader(mean);
    const inverse = generate(shapes[2]!, (index) => {
      const variance = line(x!, axis, index).reduce((sum, u) => sum + (u - readMean(index)) ** 2, 0) / size;
      return 1 / Math.sqrt(variance + real(node, 'epsilon', 1e-5));
    });
    const [readX, readInverse, readScale, readBias] = [x!, inverse, scale!, bias!].map(reader);
    const normalized = generate(
      x!.shape,
      (index) => (readX!(index) - readMean(index)) * readInverse!(index) * readScale!(index) + readBias!(index),
    );
    return [normalized, mean, inverse];
  },
};
