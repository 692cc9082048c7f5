import { add, cast, linear, matmul, mul, reshape, softmax, sub, swapAxes, unsqueeze } from '@optical/graph';
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
 * Queries, keys and values are three products: joined into one of three times the size they were measured no faster,
 * neither forward nor backward, and cost a copy to take apart.
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
  const map = (name: string, input: Value): Value => {
    const { weight, bias: offset } = weightAndBias(parameters, `${prefix}.${name}`);
    return linear(input, weight, offset, { transposeWeight: true });
  };
  const byHead = (name: string): Value =>
    swapAxes(reshape(map(name, x), [...x.shape.slice(0, 2), heads, headSize]), 1, 2);

  const scores = matmul(byHead('query'), byHead('key'), { transposeB: true, scale: headSize ** -0.5 });
  const shares = dropout(softmax(add(scores, bias), -1));
  const context = matmul(shares, byHead('value'));
  return map('output', reshape(swapAxes(context, 1, 2), x.shape));
}
