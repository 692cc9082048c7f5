import type { EncodedText } from '../text/collect-encoding.ts';

/** What one text adds to the coverage of its language. */
export interface TextCounts {
  readonly words: number;
  /** Words that are exactly one token. */
  readonly wholeWords: number;
  /** Tokens that hold a character of a word. */
  readonly wordTokens: number;
  /** Grapheme clusters that are not white space. */
  readonly characters: number;
}

const whiteSpace = /^\s+$/u;

/** Cuts texts of one language into words and characters, as UAX #29 and the dictionaries of ICU do. */
export class WordCounter {
  readonly #words: Intl.Segmenter;
  readonly #characters: Intl.Segmenter;

  /** @param language BCP 47; one that ICU does not know is cut by the general rules */
  constructor(language: string) {
    this.#words = new Intl.Segmenter(language, { granularity: 'word' });
    this.#characters = new Intl.Segmenter(language, { granularity: 'grapheme' });
  }

  /** @param encoded the text without special tokens around it */
  count(text: string, { spans: { starts, ends } }: Pick<EncodedText, 'spans'>): TextCounts {
    const counts = { words: 0, wholeWords: 0, wordTokens: 0, characters: 0 };
    let token = 0;
    /** The first token that has not been counted as a word's. */
    let uncounted = 0;
    for (const { segment, index: begin, isWordLike } of this.#words.segment(text)) {
      if (isWordLike !== true) continue;
      const end = begin + segment.length;
      counts.words++;
      // Tokens without characters lie nowhere; the others are in the order of the text.
      while (token < starts.length && ends[token]! <= begin) token++;
      let overlapping = 0;
      let first = token;
      let last = token;
      for (; last < starts.length && starts[last]! < end; last++) {
        if (ends[last] === starts[last]) continue;
        if (overlapping++ === 0) first = last;
        if (last >= uncounted) counts.wordTokens++;
      }
      uncounted = Math.max(uncounted, last);
      if (overlapping === 1 && starts[first] === begin && ends[first] === end) {
        counts.wholeWords++;
      }
    }
    for (const { segment } of this.#characters.segment(text)) if (!whiteSpace.test(segment)) counts.characters++;
    return counts;
  }
}
