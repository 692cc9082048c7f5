import type { SentencePair } from '../reading/bitext.ts';
import { contentHash } from './content-hash.ts';
import { normalForm } from './normal-form.ts';

/**
 * Decides pair by pair what to keep: the first of equal pairs (both sides, in normal form), and no pair with a side
 * that equals a held-out text. Works on streams and, through `filter`, on arrays; remembers one hash a pair.
 */
export class Deduplicator {
  readonly #seen = new Set<string>();
  readonly #heldOut: ReadonlySet<string>;
  #kept = 0;
  #duplicates = 0;
  #held = 0;

  constructor(heldOut: Iterable<string> = []) {
    this.#heldOut = new Set(Array.from(heldOut, normalForm));
  }

  get report(): { readonly kept: number; readonly duplicates: number; readonly heldOut: number } {
    return { kept: this.#kept, duplicates: this.#duplicates, heldOut: this.#held };
  }

  accepts({ english, foreign }: Pick<SentencePair, 'english' | 'foreign'>): boolean {
    if (this.#heldOut.has(normalForm(english)) || this.#heldOut.has(normalForm(foreign))) {
      this.#held += 1;
      return false;
    }
    // 128 bits: the chance of a false duplicate among a billion pairs is below 1e-20.
    const key = contentHash('', english, foreign).slice(0, 32);
    if (this.#seen.has(key)) {
      this.#duplicates += 1;
      return false;
    }
    this.#seen.add(key);
    this.#kept += 1;
    return true;
  }
}
