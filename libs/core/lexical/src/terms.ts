/** Cuts a text into words, spaces and punctuation; what it gives, joined, may differ from the text. */
export type Segment = (text: string) => Iterable<string>;

/**
 * The terms of a text, in order: its words in compatibility form (NFKC) and lower case, repetitions included. What
 * contains no letter, mark or number is left out. There are no stop words and there is no stemming.
 */
export function termsOf(text: string, segment: Segment): string[] {
  return [...segment(text.normalize('NFKC').toLowerCase())].filter((word) => /[\p{L}\p{M}\p{N}]/u.test(word));
}

/**
 * Words by the rules of Unicode (UAX #29) and, in languages that write none between spaces such as Thai and Chinese,
 * by the dictionaries of ICU that come with the JavaScript engine.
 *
 * @param language BCP 47.
 */
export function wordSegment(language: string): Segment {
  const segmenter = new Intl.Segmenter(language, { granularity: 'word' });
  return (text) => Array.from(segmenter.segment(text), ({ segment }) => segment);
}
