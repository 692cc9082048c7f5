import { contentHash, normalForm } from '@optical/datasets';
import type { SentencePair } from '@optical/datasets';
import { failedPrecondition } from '@optical/errors';
import { turns } from './turns.ts';

/** The pairs of one bitext that can be used, in any order. */
export interface Splittable {
  /** How errors name it. */
  readonly field: string;
  readonly pairs: readonly SentencePair[];
  /** Budget; 0: all. */
  readonly maxPairs: number;
}

/** Places in the pairs of one bitext. */
export interface BitextParts {
  /** In the order of the budget: a smaller budget takes a prefix. */
  readonly training: Int32Array;
  readonly heldOut: Int32Array;
}

export interface SplitOptions {
  /** Of all bitexts together, in proportion to their sizes; of none more than a tenth of its budget. */
  readonly heldOutPairs: number;
  readonly seed: number;
  readonly signal?: AbortSignal;
}

/**
 * Splits each bitext into training and held-out pairs by hashes of their texts. An English sentence that is held out is
 * in no bitext's training part, whatever its translation; what is held out and the order of the rest depend on the seed
 * and the texts alone, so that a smaller budget trains and measures on a part of a larger one's pairs.
 * @throws OpticalError failed-precondition if a bitext has fewer pairs than its budget asks for
 */
export async function splitBitext(sources: readonly Splittable[], options: SplitOptions): Promise<BitextParts[]> {
  const { heldOutPairs, seed, signal } = options;
  const turn = turns(signal);
  const apart = new Set<string>();
  const candidates: Int32Array[] = [];
  const total = sources.reduce((sum, { pairs }) => sum + pairs.length, 0);
  for (const { pairs } of sources) {
    const places = await sortedBy(pairs, ({ english }) => contentHash(`held out ${seed}`, english), turn);
    const share = Math.ceil((heldOutPairs * pairs.length) / total);
    const chosen = places.subarray(0, Math.min(share, Math.floor(pairs.length / 10)));
    for (const place of chosen) apart.add(normalForm(pairs[place]!.english));
    candidates.push(chosen);
  }
  const parts: BitextParts[] = [];
  for (const [index, { field, pairs, maxPairs }] of sources.entries()) {
    const ordered = await sortedBy(
      pairs,
      ({ english, foreign }) => contentHash(`budget ${seed}`, english, foreign),
      turn,
    );
    const rest: number[] = [];
    for (const place of ordered) {
      await turn();
      if (apart.size === 0 || !apart.has(normalForm(pairs[place]!.english))) rest.push(place);
    }
    if (rest.length < Math.max(maxPairs, 1))
      throw failedPrecondition(
        `${field}: ${rest.length} pairs are left for training${maxPairs > 0 ? `, the budget is ${maxPairs}` : ''}`,
      );
    const training = Int32Array.from(maxPairs === 0 ? rest : rest.slice(0, maxPairs));
    const share = maxPairs === 0 ? Infinity : Math.floor(maxPairs / 10);
    parts.push({ training, heldOut: candidates[index]!.slice(0, share) });
  }
  return parts;
}

async function sortedBy(
  pairs: readonly SentencePair[],
  keyOf: (pair: SentencePair) => string,
  turn: () => Promise<void> | undefined,
): Promise<Int32Array> {
  const keys: string[] = [];
  for (const pair of pairs) {
    keys.push(keyOf(pair));
    await turn();
  }
  // Equal content gets one key; the texts themselves decide where normal forms are equal.
  const compare = (a: number, b: number): number =>
    order(keys[a]!, keys[b]!) ||
    order(pairs[a]!.english, pairs[b]!.english) ||
    order(pairs[a]!.foreign, pairs[b]!.foreign);
  return Int32Array.from(pairs.keys()).sort(compare);
}

function order(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
