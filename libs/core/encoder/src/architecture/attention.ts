import {
  add,
  cast,
  concat,
  linear,
  matmul,
  mul,
  reshape,
  softmax,
  split,
  sub,
  transpose,
  unsqueeze,
} from '@optical/graph';
import type { DType, Value } from '@optical/graph';
import type { EncoderConfig } from '../config/encoder-config.ts';
import { weightAndBias } from '../parameters/parameter-values.ts';
import type { ParameterValues } from '../parameters/parameter-values.ts';
import type { Dropout } from './dropout.ts';

/** Far below any score, so that its exponential is exactly 0, and still within the range of half precision. */
const excluded = -30_000;

/**
 * What is added to the scores of each key: 0 where the mask is 1, and a number that excludes the key where it is 0.
 * @param attentionMask [batch, length], 1 for positions that are attended to, else 0
 * @returns [batch, 1, 1, length]
 */
export function attentionBias(attentionMask: Value, dtype: DType): Value {
  return unsqueeze(mul(sub(1, cast(attentionMask, dtype)), excluded), [1, 2]);
}

/**
 * Multi-head scaled dot-product self-attention, Vaswani et al. 2017, https://arxiv.org/abs/1706.03762.
 * Queries, keys and values come from one product: the runtime joins stored weights when it loads a model, and in
 * training the joining costs less than products of a third of the size.
 * @param x [batch, length, hidden]
 * @param bias [batch, 1, 1, length], see `attentionBias`
 */
export function attention(
  { heads, hiddenSize }: EncoderConfig,
  parameters: ParameterValues,
  prefix: string,
  { x, bias, dropout }: { readonly x: Value; readonly bias: Value; readonly dropout: Dropout },
): Value {
  const headSize = hiddenSize / heads;
  const maps = ['query', 'key', 'value'].map((name) => weightAndBias(parameters, `${prefix}.${name}`));
  const weight = concat(
    maps.map((map) => map.weight),
    0,
  );
  const offset = concat(
    maps.map((map) => map.bias),
    0,
  );
  const joined = linear(x, weight, offset, { transposeWeight: true });
  const byHead = transpose(reshape(joined, [...x.shape.slice(0, 2), 3, heads, headSize]), [2, 0, 3, 1, 4]);
  const [query, key, value] = split(byHead, [1, 1, 1], 0) as [Value, Value, Value];

  const scores = matmul(query, key, { transposeB: true, scale: headSize ** -0.5 });
  const shares = dropout(softmax(add(scores, bias), -1));
  const context = reshape(transpose(matmul(shares, value), [0, 1, 3, 2, 4]), x.shape);
  const output = weightAndBias(parameters, `${prefix}.output`);
  return linear(context, output.weight, output.bias, { transposeWeight: true });
}
