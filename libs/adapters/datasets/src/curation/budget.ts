import { failedPrecondition, invalidArgument } from '@optical/errors';
import type { SentencePair } from '../reading/bitext.ts';
import { contentHash } from './content-hash.ts';

/**
 * `pairs` pairs in the order of a seeded hash of their content: a smaller budget of the same seed is a prefix of a
 * larger one, and the file's order does not matter. Fewer pairs than the budget is `failed-precondition`, because a
 * study would otherwise compare budgets that are not what they are called.
 */
export function takeBudget(
  source: readonly SentencePair[],
  pairs: number,
  seed: number | string,
): readonly SentencePair[] {
  if (!Number.isInteger(pairs) || pairs < 1) {
    throw invalidArgument({ field: 'pairs', description: `${pairs} is not a positive integer` });
  }
  if (source.length < pairs)
    throw failedPrecondition(`a budget of ${pairs} pairs is more than the ${source.length} there are`);
  return source
    .map((pair) => ({
      pair,
      key: contentHash(`budget ${seed}`, pair.english, pair.foreign) + pair.english + pair.foreign,
    }))
    .sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0))
    .slice(0, pairs)
    .map(({ pair }) => pair);
}
