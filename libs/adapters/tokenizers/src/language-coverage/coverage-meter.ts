import { failedPrecondition } from '@optical/errors';
import type { TextTokenizer } from '../text/text-tokenizer.ts';
import { isLowResource, lowResourceRule } from './low-resource.ts';
import { WordCounter } from './word-counts.ts';

/** How well a vocabulary covers one language. */
export interface LanguageCoverage {
  /** BCP 47. */
  readonly language: string;
  readonly texts: number;
  /** Words of Unicode segmentation (UAX #29, with dictionaries for scripts without spaces). */
  readonly words: number;
  /** Grapheme clusters without white space. */
  readonly characters: number;
  readonly tokens: number;
  /** Fertility: mean tokens that hold a part of a word, per word; 0 without words. */
  readonly tokensPerWord: number;
  /** Mean of all tokens per character; 0 without characters. */
  readonly tokensPerCharacter: number;
  /** Share of tokens that are unknown. */
  readonly unknownRate: number;
  /** Share of words that are exactly one token. */
  readonly wholeWordRate: number;
  /** Distinct tokens that occur. */
  readonly distinctTokens: number;
  /** Share of tokens that occur in the reference texts of the language; absent without reference texts. */
  readonly referenceCoverage?: number;
  readonly lowResource: boolean;
  readonly lowResourceRule: string;
}

interface Tally {
  readonly counter: WordCounter;
  readonly seen: Uint8Array;
  readonly reference: Uint8Array;
  hasReference: boolean;
  texts: number;
  words: number;
  wholeWords: number;
  wordTokens: number;
  characters: number;
  tokens: number;
  unknown: number;
  inReference: number;
}

/** Texts between two turns of the event loop: segmentation runs in JavaScript, about 2 MB a second. */
const batchTexts = 32;

/** Measures the coverage of languages text by text. */
export class CoverageMeter {
  readonly #tokenizer: TextTokenizer;
  readonly #tallies = new Map<string, Tally>();

  constructor(tokenizer: TextTokenizer) {
    this.#tokenizer = tokenizer;
  }

  /**
   * Adds texts that the measured ones of the same language are held against.
   * @throws OpticalError `failed-precondition` once texts of the language have been measured
   */
  async addReference(language: string, texts: readonly string[], signal?: AbortSignal): Promise<void> {
    const tally = this.#tally(language);
    if (tally.texts > 0) throw failedPrecondition(`reference texts of ${language} come after texts to measure`);
    tally.hasReference = true;
    const encoded = await this.#tokenizer.encodeIds(texts, { addSpecialTokens: false, ...(signal && { signal }) });
    for (const { ids } of encoded) for (const id of ids) tally.reference[id] = 1;
  }

  async add(language: string, texts: readonly string[], signal?: AbortSignal): Promise<void> {
    const tally = this.#tally(language);
    for (let begin = 0; begin < texts.length; begin += batchTexts) {
      signal?.throwIfAborted();
      const batch = texts.slice(begin, begin + batchTexts);
      const encoded = await this.#tokenizer.encodeBatch(batch, { addSpecialTokens: false });
      for (const [index, text] of batch.entries()) {
        const { ids, spans } = encoded[index]!;
        const { words, wholeWords, wordTokens, characters } = tally.counter.count(text, { spans });
        tally.texts++;
        tally.words += words;
        tally.wholeWords += wholeWords;
        tally.wordTokens += wordTokens;
        tally.characters += characters;
        tally.tokens += ids.length;
        for (const id of ids) {
          tally.seen[id] = 1;
          tally.inReference += tally.reference[id]!;
          if (id === this.#tokenizer.unknownId) tally.unknown++;
        }
      }
    }
  }

  /** One entry per language of which texts were measured, in order of the tag. */
  report(): LanguageCoverage[] {
    return [...this.#tallies]
      .filter(([, { texts }]) => texts > 0)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([language, tally]) => coverageOf(language, tally));
  }

  #tally(language: string): Tally {
    const known = this.#tallies.get(language);
    if (known) return known;
    const tally: Tally = {
      counter: new WordCounter(language),
      seen: new Uint8Array(this.#tokenizer.size),
      reference: new Uint8Array(this.#tokenizer.size),
      hasReference: false,
      texts: 0,
      words: 0,
      wholeWords: 0,
      wordTokens: 0,
      characters: 0,
      tokens: 0,
      unknown: 0,
      inReference: 0,
    };
    this.#tallies.set(language, tally);
    return tally;
  }
}

function coverageOf(language: string, tally: Tally): LanguageCoverage {
  const { texts, words, characters, tokens } = tally;
  const share = (part: number, whole: number): number => (whole === 0 ? 0 : part / whole);
  const measured = {
    tokensPerWord: share(tally.wordTokens, words),
    unknownRate: share(tally.unknown, tokens),
    ...(tally.hasReference && { referenceCoverage: share(tally.inReference, tokens) }),
  };
  return {
    language,
    texts,
    words,
    characters,
    tokens,
    ...measured,
    tokensPerCharacter: share(tokens, characters),
    wholeWordRate: share(tally.wholeWords, words),
    distinctTokens: tally.seen.reduce((sum, seen) => sum + seen, 0),
    lowResource: isLowResource(measured),
    lowResourceRule,
  };
}
