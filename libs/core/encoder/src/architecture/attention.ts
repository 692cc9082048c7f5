import { add, cast, equal, matmul, mul, reshape, softmax, sub, swapAxes, unsqueeze } from '@optical/graph';
import type { DType, Shape, Value } from '@optical/graph';
import type { EncoderConfig } from '../config/encoder-config.ts';
import type { Parameters } from '../parameters/parameter-values.ts';
import type { Drop } from './dropout.ts';
import { linearLayer } from './layers.ts';
import type { Packing } from './packing.ts';

/** Far below any score, so that its exponential is exactly 0, and still within the range of half precision. */
const excluded = -30_000;

/**
 * What is added to the scores of each key: 0 where the mask is 1, and a number that excludes the key where it is 0.
 * @param attentionMask [batch, length], 1 for positions that are attended to, else 0
 * @returns [batch, 1, 1, length]; with packing [batch, 1, length, length], where keys of other texts are excluded too
 */
export function attentionBias(attentionMask: Value, dtype: DType, packing?: Packing): Value {
  const keys = unsqueeze(cast(attentionMask, dtype), [1, 2]);
  return mul(sub(1, packing === undefined ? keys : mul(keys, ofOneText(packing, dtype))), excluded);
}

function ofOneText({ texts }: Packing, dtype: DType): Value {
  return cast(equal(unsqueeze(texts, [1, 3]), unsqueeze(texts, [1, 2])), dtype);
}

interface AttentionOperands {
  readonly x: Value;
  readonly shape: Shape;
  readonly bias: Value;
  readonly drop: Drop;
}

/**
 * Multi-head scaled dot-product self-attention, Vaswani et al. 2017, https://arxiv.org/abs/1706.03762.
 * Queries, keys and values are three products: joined into one of three times the size they were measured no faster,
 * neither forward nor backward, and cost a copy to take apart.
 * @param x [batch · length, hidden]
 * @param shape [batch, length]
 * @param bias see `attentionBias`
 * @returns [batch · length, hidden]
 */
export function attention(
  { heads, hiddenSize }: EncoderConfig,
  parameters: Parameters,
  prefix: string,
  { x, shape, bias, drop }: AttentionOperands,
): Value {
  const headSize = hiddenSize / heads;
  const byHead = (name: string): Value =>
    swapAxes(reshape(linearLayer(parameters, `${prefix}.${name}`, x), [...shape, heads, headSize]), 1, 2);

  const scores = matmul(byHead('query'), byHead('key'), { transposeB: true, scale: headSize ** -0.5 });
  const shares = drop(softmax(add(scores, bias), -1), `${prefix}.shares`);
  const context = matmul(shares, byHead('value'));
  return linearLayer(parameters, `${prefix}.output`, reshape(swapAxes(context, 1, 2), x.shape));
}
