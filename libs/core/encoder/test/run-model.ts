import { evaluate } from '@optical/graph';
import type { NdArray } from '@optical/graph';
import * as ort from 'onnxruntime-node';
import { buildEncodeModel, encodeOutputs } from '../src/index.ts';
import type { EncodeModelOptions } from '../src/index.ts';
import type { Checkpoint } from './checkpoint.ts';

export type Rows = readonly (readonly number[])[];

export interface Texts {
  readonly ids: Rows;
  readonly attentionMask: Rows;
}

/** Computes the vectors of a padded batch, one way or another. */
export type Run = (checkpoint: Checkpoint, texts: Texts, options?: EncodeModelOptions) => Promise<NdArray>;

/** The float64 reference of the graph. */
export const runReference: Run = ({ config, weights }, { ids, attentionMask }, options) => {
  const shape = [ids.length, ids[0]!.length];
  const feeds = { input_ids: { shape, data: flat(ids) }, attention_mask: { shape, data: flat(attentionMask) } };
  const outputs = Object.values(encodeOutputs(config, weights, options));
  return Promise.resolve(evaluate(outputs, feeds)[0]!);
};

/** The model on onnxruntime's CPU provider. */
export const runOnnxruntime: Run = async ({ config, weights }, { ids, attentionMask }, options) => {
  const session = await ort.InferenceSession.create(buildEncodeModel(config, weights, options), {
    intraOpNumThreads: 1,
    logSeverityLevel: 3,
  });
  try {
    const shape = [ids.length, ids[0]!.length];
    const int64 = (rows: Rows) => new ort.Tensor('int64', BigInt64Array.from(rows.flat(), BigInt), shape);
    const results = await session.run({ input_ids: int64(ids), attention_mask: int64(attentionMask) });
    const output = results[session.outputNames[0]!]!;
    return { shape: output.dims, data: Float64Array.from(output.data as Float32Array) };
  } finally {
    await session.release();
  }
};

function flat(rows: Rows): Float64Array {
  return Float64Array.from(rows.flat());
}

/** Greatest absolute difference of elements; infinite if the lengths differ or a number is not finite. */
export function maximumDifference(actual: ArrayLike<number>, wanted: ArrayLike<number>): number {
  if (actual.length !== wanted.length) return Infinity;
  return Array.from(actual).reduce((worst, x, i) => {
    const difference = Math.abs(x - wanted[i]!);
    return Number.isFinite(difference) ? Math.max(worst, difference) : Infinity;
  }, 0);
}
