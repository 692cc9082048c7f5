import { encoderParameters } from '@optical/encoder';
import type { EncoderConfig } from '@optical/encoder';
import { createGraph, input, matmul, reduceMean, slice, toOnnx } from '@optical/graph';
import type { Feeds } from '@optical/distillation';
import type { Value } from '@optical/graph';
import { openSession } from '@optical/ort';
import { seededUniform } from '../../measure/seeded-uniform.ts';

export interface Products extends AsyncDisposable {
  /** Seconds of one run. */
  measure(): Promise<number>;
}

/**
 * The matrix products of a training step with the layers' weights and nothing else: for each matrix [out, in] those
 * with its input, with the gradient of its output, and of the two. The same as `products` of `training_dense.py`.
 * @param positions of a batch
 */
export async function openProducts(encoder: EncoderConfig, positions: number, threads: number): Promise<Products> {
  const graph = createGraph();
  const feeds: Record<string, Feeds[string]> = {};
  const uniform = seededUniform(1);
  const noise = Float32Array.from({ length: 2 ** 20 }, () => uniform() - 0.5);
  const matrix = (name: string, rows: number, columns: number): Value => {
    // Memory that can be fed again and again.
    const data = new Float32Array(new SharedArrayBuffer(4 * rows * columns));
    for (let i = 0; i < data.length; i++) data[i] = noise[i % noise.length]!;
    feeds[name] = { dtype: 'float32', shape: [rows, columns], data };
    return input(graph, name, 'float32', [rows, columns]);
  };
  const results = layerMatrices(encoder).flatMap(({ name, shape: [outputs, inputs] }) => {
    const weight = matrix(name, outputs!, inputs!);
    const x = matrix(`${name}.input`, positions, inputs!);
    const g = matrix(`${name}.gradient`, positions, outputs!);
    return [matmul(x, weight, { transposeB: true }), matmul(g, weight), matmul(g, x, { transposeA: true })];
  });
  // A row of each leaves the runtime nothing to copy, and the products nothing to be left out.
  const read = results.map((product, place) => [`row${place}`, reduceMean(slice(product, 0, 0, 1))] as const);
  const session = await openSession({ model: toOnnx(Object.fromEntries(read)), threads, spinning: true });
  return {
    measure: async () => (await session.run(feeds)).seconds.run,
    [Symbol.asyncDispose]: () => session.close(),
  };
}

function layerMatrices(encoder: EncoderConfig) {
  return encoderParameters(encoder).filter(({ name, shape }) => shape.length === 2 && name.startsWith('layer.'));
}
