import { invalidArgument } from '@optical/errors';

/** What a synthetic language is like. */
export interface SyntheticLanguageOptions {
  /** Another seed is another language. */
  readonly seed: number | string;
  /** `fertility[n]` is the share of the translated words (types) that become n foreign tokens; the shares sum to 1. */
  readonly fertility: readonly number[];
  /** Largest distance, in words, by which a word's translation moves from the word's place. 0 keeps the order. */
  readonly window: number;
  /** Share of English words (types) that are the same in both languages, 0 to 1; their fertility is one. */
  readonly overlap: number;
  /** Chance of a foreign token to be replaced by a word that translates nothing, 0 to 1. */
  readonly noise: number;
}

export const syntheticLanguageDefaults: Omit<SyntheticLanguageOptions, 'seed'> = {
  fertility: [0.05, 0.75, 0.2],
  window: 2,
  overlap: 0.1,
  noise: 0,
};

/** Throws `invalid-argument` naming the option and the range. */
export function checkSyntheticLanguage({ fertility, window, overlap, noise }: SyntheticLanguageOptions): void {
  const sum = fertility.reduce((total, share) => total + share, 0);
  if (fertility.some((share) => !(share >= 0)) || Math.abs(sum - 1) > 1e-9) {
    throw invalidArgument({ field: 'fertility', description: `[${fertility.join(', ')}] are not shares with sum 1` });
  }
  if (!Number.isInteger(window) || window < 0) {
    throw invalidArgument({ field: 'window', description: `${window} is not an integer of at least 0` });
  }
  for (const [field, share] of Object.entries({ overlap, noise })) {
    if (!(share >= 0 && share <= 1)) {
      throw invalidArgument({ field, description: `${share} is outside 0 to 1` });
    }
  }
}
