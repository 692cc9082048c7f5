import { shuffled, uniformNumbers } from './random.ts';
import type { SyntheticLanguageOptions } from './options.ts';

const consonants = Array.from('bcdfghjklmnprstvxz');
// No English word has these vowels, so a foreign word never equals an English one by accident.
const vowels = Array.from('āēīōūȳ');
const alphabet = Array.from('abcdefghijklmnopqrstuvwxyz');

/**
 * The words of a synthetic language. A word of Latin letters becomes one syllable a letter by a seeded substitution, so
 * that different words stay different and words that share a stem go on sharing it, as a sub-word vocabulary needs.
 * Other tokens (numbers, punctuation) are the same in both languages. A word's translation is one and the same wherever
 * it occurs.
 */
export class Lexicon {
  readonly #options: SyntheticLanguageOptions;
  readonly #syllables: ReadonlyMap<string, string>;
  readonly #particles: readonly string[];

  constructor(options: SyntheticLanguageOptions) {
    this.#options = options;
    const all = consonants.flatMap((consonant) => vowels.map((vowel) => consonant + vowel));
    const mixed = shuffled(all, uniformNumbers(options.seed, 'syllables'));
    this.#syllables = new Map(alphabet.map((letter, index) => [letter, mixed[index]!]));
    this.#particles = mixed.slice(alphabet.length);
  }

  /**
   * The foreign tokens of an English one: none, its word, or its word followed by particles, by the word's fertility.
   * `atLeast` is the smallest fertility to use.
   */
  translate(english: string, atLeast = 0): string[] {
    const word = english.toLowerCase();
    if (!/[a-z]/.test(word)) return [english];
    const random = uniformNumbers(this.#options.seed, 'word', word);
    const kept = random() < this.#options.overlap;
    const fertility = Math.max(atLeast, this.#drawFertility(random()));
    if (kept) return [word];
    const particles = Array.from({ length: Math.max(0, fertility - 1) }, () => this.#particle(random()));
    return fertility === 0 ? [] : [this.#spell(word), ...particles];
  }

  /** A word that translates nothing: six letters of the language. */
  noise(random: () => number): string {
    const letters = Array.from({ length: 6 }, () => alphabet[Math.floor(random() * alphabet.length)]!);
    return this.#spell(letters.join(''));
  }

  #spell(word: string): string {
    return Array.from(word, (letter) => this.#syllables.get(letter) ?? letter).join('');
  }

  #particle(fraction: number): string {
    return this.#particles[Math.floor(fraction * this.#particles.length)]!;
  }

  #drawFertility(fraction: number): number {
    let upper = 0;
    for (const [count, share] of this.#options.fertility.entries()) {
      upper += share;
      if (fraction < upper) return count;
    }
    return this.#options.fertility.findLastIndex((share) => share > 0);
  }
}
