import * as ort from 'onnxruntime-node';
import { tensor, toNumbers } from '../src/index.ts';
import type { NdArray, Tensor, TensorArray, Value } from '../src/index.ts';

type Elements = ArrayLike<number>;

/** A random number generator for test data: mulberry32, https://github.com/cprosche/mulberry32 */
export function random(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let x = Math.imul(state ^ (state >>> 15), 1 | state);
    x = (x + Math.imul(x ^ (x >>> 7), 61 | x)) ^ x;
    return ((x ^ (x >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Runs a model on onnxruntime's CPU provider. Feeds are given in the dtype of the graph's inputs. */
export async function runOnnx(
  model: Uint8Array,
  inputs: readonly Value[],
  feeds: Readonly<Record<string, Elements | NdArray>>,
  threads = 1,
): Promise<Record<string, Tensor>> {
  const session = await ort.InferenceSession.create(model, { intraOpNumThreads: threads, logSeverityLevel: 3 });
  try {
    const fed = inputs.map(({ name, dtype, shape }): [string, ort.Tensor] => {
      const feed = feeds[name]!;
      const array = 'shape' in feed ? feed : { shape: shape as readonly number[], data: feed };
      const { data } = tensor(dtype, array.shape, array.data);
      return [name, new ort.Tensor(dtype, data as never, array.shape)];
    });
    const results = await session.run(Object.fromEntries(fed));
    return Object.fromEntries(Object.entries(results).map(([name, result]) => [name, fromOrt(result)]));
  } finally {
    await session.release();
  }
}

export function fromOrt(result: ort.Tensor): Tensor {
  const data = result.data as unknown as TensorArray;
  return { dtype: result.type as Tensor['dtype'], shape: result.dims, data };
}

/** Greatest difference, relative to values above 1; NaN equals NaN and infinities equal themselves. */
export function difference(actual: Tensor | NdArray, expected: NdArray): number {
  const numbers = 'dtype' in actual ? toNumbers(actual) : actual.data;
  if (actual.shape.join() !== expected.shape.join() || numbers.length !== expected.data.length) return Infinity;
  return numbers.reduce((worst, x, i) => {
    const y = expected.data[i]!;
    const equal = Object.is(x, y) || x === y;
    return equal ? worst : Math.max(worst, Math.abs(x - y) / Math.max(1, Math.abs(y)) || Infinity);
  }, 0);
}
