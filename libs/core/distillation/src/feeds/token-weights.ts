import { invalidArgument } from '@optical/errors';

/**
 * How many texts of one side of a bitext contain each token: what `inverseDocumentFrequency` of @optical/transport reads.
 * @param texts token ids without padding; a token counts once a text
 * @throws OpticalError invalid-argument if an id is no row of the vocabulary
 */
export function documentFrequencies(texts: Iterable<Iterable<number>>, vocabularySize: number): Uint32Array {
  const counts = new Uint32Array(vocabularySize);
  for (const text of texts) {
    for (const id of new Set(text)) {
      if (!(id >= 0 && id < vocabularySize))
        throw invalidArgument({ field: 'texts', description: `token ${id} is not in [0, ${vocabularySize})` });
      counts[id]! += 1;
    }
  }
  return counts;
}

/** The weight of the token at each position, for `tokenWeights`. */
export function weightsOfTokens(ids: BigInt64Array, weights: Float32Array): Float32Array {
  return Float32Array.from({ length: ids.length }, (_, place) => weights[Number(ids[place]!)]!);
}
