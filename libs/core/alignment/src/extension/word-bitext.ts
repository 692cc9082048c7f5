import { packSequences } from '../id-sequences.ts';
import type { IdSequences } from '../id-sequences.ts';

/** Sentence pairs as words, and what is known of the foreign ones. */
export interface WordBitext {
  readonly english: IdSequences;
  readonly foreign: IdSequences;
  readonly englishWords: readonly string[];
  readonly foreignWords: readonly string[];
  /** How often each foreign word occurs. */
  readonly counts: readonly number[];
  /**
   * For each foreign word whether it is the same word in English, a name or a number most likely: at least half of its
   * occurrences have it in their English sentence, too.
   */
  readonly isSame: readonly boolean[];
}

/** @param pairs the words of both sides of each pair */
export function wordBitext(
  pairs: readonly { readonly english: readonly string[]; readonly foreign: readonly string[] }[],
): WordBitext {
  const [english, foreign] = [new Numbering(), new Numbering()];
  const same: number[] = [];
  const counts: number[] = [];
  const sides = pairs.map((pair) => {
    const there = new Set(pair.english);
    const ids = pair.foreign.map((word) => {
      const id = foreign.of(word);
      counts[id] = (counts[id] ?? 0) + 1;
      same[id] = (same[id] ?? 0) + (there.has(word) ? 1 : 0);
      return id;
    });
    return { english: pair.english.map((word) => english.of(word)), foreign: ids };
  });
  return {
    english: packSequences(sides.map((side) => side.english)),
    foreign: packSequences(sides.map((side) => side.foreign)),
    englishWords: english.words,
    foreignWords: foreign.words,
    counts,
    isSame: counts.map((count, id) => same[id]! * 2 >= count),
  };
}

/** Numbers words in the order in which they first come. */
class Numbering {
  readonly words: string[] = [];
  readonly #ids = new Map<string, number>();

  of(word: string): number {
    const known = this.#ids.get(word);
    if (known !== undefined) return known;
    const id = this.words.push(word) - 1;
    this.#ids.set(word, id);
    return id;
  }
}
