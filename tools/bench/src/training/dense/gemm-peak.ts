import { createGraph, input, matmul, reduceMean, toOnnx } from '@optical/graph';
import { openSession } from '@optical/ort';

const size = 2048;
/** Products in one run, so that starting the run does not count. */
const chain = 4;

export interface GemmPeak extends AsyncDisposable {
  /** Seconds of one run. */
  measure(): Promise<number>;
  readonly flops: number;
}

/** Square products in a row, the shape that a matrix product is fastest in. */
export async function openGemmPeak(threads: number): Promise<GemmPeak> {
  const graph = createGraph();
  const matrix = input(graph, 'matrix', 'float32', [size, size]);
  let power = matrix;
  for (let product = 0; product < chain; product++) power = matmul(power, matrix);
  const session = await openSession({ model: toOnnx({ mean: reduceMean(power) }), threads, spinning: true });
  const data = new Float32Array(new SharedArrayBuffer(4 * size * size)).fill(1 / size);
  return {
    flops: 2 * size ** 3 * chain,
    measure: async () => {
      const { seconds } = await session.run({ matrix: { dtype: 'float32', shape: [size, size], data } });
      return seconds.run;
    },
    [Symbol.asyncDispose]: () => session.close(),
  };
}
