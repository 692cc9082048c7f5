/** Passages with their scores, best first; equal scores by lower number. */
export interface Hits {
  readonly passages: Uint32Array;
  readonly scores: Float32Array;
}

/**
 * The `k` best of some passages.
 * @param scores [passages] in the order of `passages`
 * @param keepTies also those whose score equals that of the last: more than `k` then, from which a caller whose order of
 *   equal scores is another, such as trec_eval's by descending id, takes its own `k`
 */
export function bestHits(passages: Uint32Array, scores: Float32Array, k: number, keepTies: boolean): Hits {
  const order = Uint32Array.from(passages, (_, place) => place).sort(
    (a, b) => scores[b]! - scores[a]! || passages[a]! - passages[b]!,
  );
  let taken = Math.min(k, order.length);
  if (keepTies && taken > 0) {
    const last = scores[order[taken - 1]!]!;
    while (taken < order.length && scores[order[taken]!] === last) taken++;
  }
  const best = order.subarray(0, taken);
  return {
    passages: best.map((place) => passages[place]!),
    scores: Float32Array.from(best, (place) => scores[place]!),
  };
}
