/** For each centroid the passages that have a token near it. */
export interface InvertedLists {
  /** [centroids + 1]: where each centroid's list starts in `passages`. */
  readonly starts: Uint32Array;
  /** Passage numbers, ascending and distinct in each list. */
  readonly passages: Uint32Array;
}

/**
 * @param tokenCentroids [tokens] centroid of each token, passage after passage
 * @param tokenStarts [passages + 1] where each passage's tokens start
 */
export function invertedLists(tokenCentroids: Uint16Array, tokenStarts: Uint32Array, centroids: number): InvertedLists {
  const starts = new Uint32Array(centroids + 1);
  eachPair(tokenCentroids, tokenStarts, centroids, (centroid) => starts[centroid + 1]!++);
  for (let centroid = 0; centroid < centroids; centroid++) starts[centroid + 1]! += starts[centroid]!;
  const passages = new Uint32Array(starts[centroids]!);
  const next = starts.slice();
  eachPair(tokenCentroids, tokenStarts, centroids, (centroid, passage) => {
    passages[next[centroid]!++] = passage;
  });
  return { starts, passages };
}

/** Each distinct pair of a passage and a centroid of one of its tokens, by passage. */
function eachPair(
  tokenCentroids: Uint16Array,
  tokenStarts: Uint32Array,
  centroids: number,
  visit: (centroid: number, passage: number) => void,
): void {
  const latest = new Int32Array(centroids).fill(-1);
  for (let passage = 0; passage + 1 < tokenStarts.length; passage++) {
    for (let token = tokenStarts[passage]!; token < tokenStarts[passage + 1]!; token++) {
      const centroid = tokenCentroids[token]!;
      if (latest[centroid] === passage) continue;
      latest[centroid] = passage;
      visit(centroid, passage);
    }
  }
}
