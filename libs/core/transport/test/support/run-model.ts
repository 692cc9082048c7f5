import { toOnnx } from '@optical/graph';
import type { Tensor, Value } from '@optical/graph';
import { InferenceSession, Tensor as RuntimeTensor } from 'onnxruntime-node';

export type Outputs = Readonly<Record<string, Float64Array>>;

/** Runs outputs of one graph in onnxruntime on the CPU, in the dtypes of the model. */
export async function runModel(
  outputs: Readonly<Record<string, Value>>,
  feeds: Readonly<Record<string, Tensor>>,
): Promise<Outputs> {
  const session = await InferenceSession.create(toOnnx(outputs), { intraOpNumThreads: 2, logSeverityLevel: 3 });
  try {
    const fed = Object.entries(feeds).map(([name, { dtype, data, shape }]) => [
      name,
      new RuntimeTensor(dtype as 'float32', data as Float32Array, shape),
    ]);
    const results = await session.run(Object.fromEntries(fed) as Record<string, RuntimeTensor>);
    return Object.fromEntries(
      Object.entries(results).map(([name, { data }]) => [name, Float64Array.from(data as Float32Array, Number)]),
    );
  } finally {
    await session.release();
  }
}
