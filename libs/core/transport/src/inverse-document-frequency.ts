import { invalidArgument } from '@optical/errors';

/**
 * Smoothed inverse document frequency, ln((1 + N) / (1 + df)) + 1, of every token of a vocabulary: at least 1 for a
 * token of every document, so that no token of a text loses all its mass. `documentFrequencies[t]` counts the documents
 * that contain token t, out of `documents` = N.
 */
export function inverseDocumentFrequency(documentFrequencies: ArrayLike<number>, documents: number): Float32Array {
  return Float32Array.from(documentFrequencies, (frequency, token) => {
    if (!(frequency >= 0 && frequency <= documents))
      throw invalidArgument({
        field: `documentFrequencies[${token}]`,
        description: `${frequency} is not in [0, ${documents}], the number of documents`,
      });
    return Math.log((1 + documents) / (1 + frequency)) + 1;
  });
}
