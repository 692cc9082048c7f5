import { Lexicon } from './lexicon.ts';
import { checkSyntheticLanguage, syntheticLanguageDefaults } from './options.ts';
import type { SyntheticLanguageOptions } from './options.ts';
import { uniformNumbers } from './random.ts';

/** A sentence, its translation, and which token translates which. */
export interface AlignedSentence {
  readonly englishTokens: readonly string[];
  readonly foreignTokens: readonly string[];
  /** The tokens joined by single spaces, so that token n is the nth piece between spaces. */
  readonly english: string;
  readonly foreign: string;
  /** Pairs of English and foreign token index, in the order of the foreign tokens; every foreign token has at most one. */
  readonly alignment: readonly (readonly [english: number, foreign: number])[];
}

/** Words with inner apostrophes and hyphens, numbers, and every other visible character by itself. */
export function tokenizeEnglish(text: string): string[] {
  return text.match(/\p{L}[\p{L}\p{M}]*(?:['’-]\p{L}[\p{L}\p{M}]*)*|\p{N}+|[^\s]/gu) ?? [];
}

/**
 * A foreign language made out of English, with the gold alignment of every sentence: data for a demonstration without
 * data, and an exact oracle for alignment. A translation depends on the options and the sentence alone. A sentence with
 * a word never becomes empty: when no word of it has a translation, its first one gets fertility one.
 */
export class SyntheticLanguage {
  readonly options: SyntheticLanguageOptions;
  readonly #lexicon: Lexicon;

  constructor(options: Partial<SyntheticLanguageOptions> & Pick<SyntheticLanguageOptions, 'seed'>) {
    this.options = { ...syntheticLanguageDefaults, ...options };
    checkSyntheticLanguage(this.options);
    this.#lexicon = new Lexicon(this.options);
  }

  translate(text: string): AlignedSentence {
    const { seed, window, noise } = this.options;
    const englishTokens = tokenizeEnglish(text);
    const random = uniformNumbers(seed, 'sentence', ...englishTokens);
    const units = englishTokens.map((token, index) => ({
      index,
      tokens: this.#lexicon.translate(token),
      // A key moves by less than window + 1, so no two words more than `window` apart change places.
      key: index + random() * (window + 1),
    }));
    if (units.length > 0 && units.every(({ tokens }) => tokens.length === 0)) {
      units[0]!.tokens = this.#lexicon.translate(englishTokens[0]!, 1);
    }
    const foreignTokens: string[] = [];
    const alignment: [number, number][] = [];
    for (const { index, tokens } of units.sort((a, b) => a.key - b.key)) {
      for (const token of tokens) {
        const replaced = random() < noise;
        if (!replaced) alignment.push([index, foreignTokens.length]);
        foreignTokens.push(replaced ? this.#lexicon.noise(random) : token);
      }
    }
    return {
      englishTokens,
      foreignTokens,
      english: englishTokens.join(' '),
      foreign: foreignTokens.join(' '),
      alignment,
    };
  }
}
