import { invalidArgument } from '@optical/errors';
import { contentHash } from './content-hash.ts';

/** A source of a mixture: `weight` is relative to the other sources' and positive. */
export interface MixtureSource<T> {
  readonly name: string;
  readonly items: readonly T[];
  readonly weight: number;
}

/**
 * An endless sequence in which each source has its weight's share: after any n items its count is within one times the
 * number of sources of n x share (smooth weighted round robin). A source is gone through in a new seeded order each time
 * around. The same arguments give the same sequence.
 */
export function* mixture<T>(
  sources: readonly MixtureSource<T>[],
  seed: number | string,
): Generator<{ readonly source: string; readonly item: T }, never, undefined> {
  const unusable = sources.find(({ items, weight }) => items.length === 0 || !(weight > 0 && Number.isFinite(weight)));
  if (unusable) {
    const { name, items, weight } = unusable;
    throw invalidArgument({ field: 'sources', description: `${name} has ${items.length} items and weight ${weight}` });
  }
  if (sources.length === 0) throw invalidArgument({ field: 'sources', description: 'is empty' });
  const total = sources.reduce((sum, { weight }) => sum + weight, 0);
  const states = sources.map((source) => ({ ...source, credit: 0, turns: shuffledRounds(source, seed) }));
  for (;;) {
    for (const state of states) state.credit += state.weight;
    const next = states.reduce((best, state) => (state.credit > best.credit ? state : best));
    next.credit -= total;
    yield { source: next.name, item: next.turns.next().value };
  }
}

/**
 * Weights proportional to size^(1/temperature): 1 keeps the sizes, larger temperatures favour small sources
 * (https://arxiv.org/abs/1907.05019, section 4.2). They sum to 1.
 */
export function temperatureWeights(sizes: readonly number[], temperature: number): number[] {
  if (!(temperature >= 1)) throw invalidArgument({ field: 'temperature', description: `${temperature} is below 1` });
  const raw = sizes.map((size) => size ** (1 / temperature));
  const sum = raw.reduce((total, weight) => total + weight, 0);
  return raw.map((weight) => weight / sum);
}

function* shuffledRounds<T>({ name, items }: MixtureSource<T>, seed: number | string): Generator<T, never, undefined> {
  for (let round = 0; ; round++) {
    const keyed = items.map((item, index) => ({ item, key: contentHash(`${seed} ${name} ${round}`, String(index)) }));
    for (const { item } of keyed.sort((a, b) => (a.key < b.key ? -1 : 1))) yield item;
  }
}
