/** A query token and the passage token that it matches best. */
export interface Match {
  readonly queryIndex: number;
  readonly passageIndex: number;
  readonly similarity: number;
}

export interface TokenMatches {
  /** Dot products, [query tokens, passage tokens]. */
  readonly similarities: Float32Array;
  /** One per query token; the first of equal ones. */
  readonly matches: readonly Match[];
  /** MaxSim: the sum of the matches' similarities. */
  readonly score: number;
}

/**
 * Late interaction, taken apart (Khattab and Zaharia 2020, https://arxiv.org/abs/2004.12832). Sums are in float64.
 * @param query [query tokens, dims]
 * @param passage [passage tokens, dims], one token or more
 */
export function matchTokens(query: Float32Array, passage: Float32Array, dims: number): TokenMatches {
  const rows = query.length / dims;
  const columns = passage.length / dims;
  const similarities = new Float32Array(rows * columns);
  const matches: Match[] = [];
  let score = 0;
  for (let row = 0; row < rows; row++) {
    let best: Match = { queryIndex: row, passageIndex: 0, similarity: -Infinity };
    for (let column = 0; column < columns; column++) {
      let similarity = 0;
      for (let index = 0; index < dims; index++)
        similarity += query[row * dims + index]! * passage[column * dims + index]!;
      similarities[row * columns + column] = similarity;
      if (similarity > best.similarity) best = { queryIndex: row, passageIndex: column, similarity };
    }
    matches.push(best);
    score += best.similarity;
  }
  return { similarities, matches, score };
}
