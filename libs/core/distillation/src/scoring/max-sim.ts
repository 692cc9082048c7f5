import { add, flatten, matmul, mul, reduceMax, reduceSum, reshape, sub, unsqueeze } from '@optical/graph';
import type { Dim, Value } from '@optical/graph';
import type { ScoredTexts } from '../pairs/scored-pairs.ts';

/** Added to the similarity of positions that are not scored: below any other. */
const excluded = -1e4;

/**
 * MaxSim of every query with every text, `S_ij = Σ_k max_l q_ik · t_jl` over scored positions, from one product of all
 * positions. ColBERT: Khattab and Zaharia 2020, https://arxiv.org/abs/2004.12832
 * @returns [queries, texts]; 0 for a query without scored positions, far below 0 for such a text
 */
export function maxSim(queries: ScoredTexts, texts: ScoredTexts): Value {
  const [queryCount, queryLength] = queries.mask.shape as [Dim, Dim];
  const [textCount, textLength] = texts.mask.shape as [Dim, Dim];
  const similarities = matmul(flatten(queries.vectors), flatten(texts.vectors), { transposeB: true });
  const byText = reshape(similarities, [-1, textCount, textLength]);
  const best = reduceMax(add(byText, mul(sub(1, texts.mask), excluded)), 2);
  return reduceSum(mul(reshape(best, [queryCount, queryLength, textCount]), unsqueeze(queries.mask, 2)), 1);
}
