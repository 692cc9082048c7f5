import type { Explanation } from '@optical/client';

/** A stretch of a text, in UTF-16 code units. */
export interface Stretch {
  readonly start: number;
  readonly end: number;
}

/** Similarity of a query token and its best passage token from which the word counts as matched. */
const matched = 0.5;

/**
 * The words of a passage that tokens of the query match best, in order and without repeats.
 * @param least similarity
 */
export function matchedWords({ passageText, alignments }: Explanation, least = matched): Stretch[] {
  const words = [...new Intl.Segmenter(undefined, { granularity: 'word' }).segment(passageText)];
  const hits = new Set<number>();
  for (const { query, passage, similarity } of alignments) {
    if (query.span === undefined || passage.span === undefined || similarity < least) continue;
    const { start } = passage.span;
    const word = words.findLastIndex(({ index }) => index <= start);
    if (words[word]?.isWordLike === true) hits.add(word);
  }
  return [...hits]
    .sort((a, b) => a - b)
    .map((word) => {
      const { index, segment } = words[word]!;
      return { start: index, end: index + segment.length };
    });
}

/** The text with every stretch decorated. */
export function decorate(text: string, stretches: readonly Stretch[], decoration: (word: string) => string): string {
  let result = '';
  let end = 0;
  for (const stretch of stretches) {
    result += text.slice(end, stretch.start) + decoration(text.slice(stretch.start, stretch.end));
    end = stretch.end;
  }
  return result + text.slice(end);
}
