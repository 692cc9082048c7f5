import { InferenceSession, Tensor } from 'onnxruntime-node';
import type { Feeds, LossGraph } from '../../src/index.ts';
import type { Parameters } from './trainer.ts';

/** Runs a loss graph on one batch in onnxruntime on the CPU. */
export async function measure(
  { model, parameters }: LossGraph,
  weights: Parameters,
  batch: Feeds,
): Promise<Readonly<Record<string, number>>> {
  const session = await InferenceSession.create(model, { intraOpNumThreads: 1, logSeverityLevel: 3 });
  try {
    const fed = [
      ...parameters.map(({ name, shape }) => [name, new Tensor('float32', weights.get(name)!, shape)] as const),
      ...Object.entries(batch).map(
        ([name, { dtype, data, shape }]) =>
          [name, new Tensor(dtype as 'float32', data as Float32Array, shape)] as const,
      ),
    ];
    const results = await session.run(Object.fromEntries(fed));
    return Object.fromEntries(Object.entries(results).map(([name, { data }]) => [name, (data as Float32Array)[0]!]));
  } finally {
    await session.release();
  }
}
