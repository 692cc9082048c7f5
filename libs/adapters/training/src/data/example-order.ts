import { randomWords, uniform } from '@optical/random';

/** A range of examples with a share of the stream. */
export interface OrderedSource {
  readonly first: number;
  /** At least 1. */
  readonly count: number;
  /** Relative to the others', above 0. */
  readonly weight: number;
}

/** Streams of random numbers of one source: rounds beyond that many begin to repeat. */
const roundsOfSource = 2 ** 20;

/**
 * An endless stream of example indices, a function of its arguments alone: in every arm of a study the same. Each source
 * is gone through in a new random order each time around; after n examples its count is its weight's share of n, up to
 * the number of sources (smooth weighted round robin).
 */
export function* exampleOrder(sources: readonly OrderedSource[], seed: number): Generator<number, never, undefined> {
  const total = sources.reduce((sum, { weight }) => sum + weight, 0);
  const states = sources.map((source, place) => ({ ...source, credit: 0, draws: shuffledRounds(source, seed, place) }));
  for (;;) {
    for (const state of states) state.credit += state.weight;
    const next = states.reduce((best, state) => (state.credit > best.credit ? state : best));
    next.credit -= total;
    yield next.draws.next().value;
  }
}

/** Durstenfeld's shuffle, as far as it is drawn: Knuth, The Art of Computer Programming, volume 2, algorithm 3.4.2P. */
function* shuffledRounds(
  { first, count }: OrderedSource,
  seed: number,
  place: number,
): Generator<number, never, undefined> {
  const items = Int32Array.from({ length: count }, (_, index) => first + index);
  for (let round = 0; ; round++) {
    const word = randomWords(seed, (place + 1) * roundsOfSource + round);
    for (let drawn = 0; drawn < count; drawn++) {
      const other = drawn + Math.floor(uniform(word) * (count - drawn));
      [items[drawn], items[other]] = [items[other]!, items[drawn]!];
      yield items[drawn]!;
    }
  }
}
