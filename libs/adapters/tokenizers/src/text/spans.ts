/** Where tokens lie in their text, in UTF-16 code units; one entry per token. */
export interface TokenSpans {
  readonly starts: Uint32Array;
  /** Position after the last character; equal to the start for tokens that have no characters. */
  readonly ends: Uint32Array;
}

const white = /\s/;
const wordMark = '▁';

/**
 * @param offsets first and past-the-last code point of each token
 * @param positions of the text's code points, as `utf16Positions` gives them
 *
 * White space that a token carries, such as the blank before a word, is left out of its span. So is the character that the
 * library attributes to a lone word mark that it put before the text.
 */
export function spansOf(
  text: string,
  tokens: readonly string[],
  offsets: readonly (readonly number[])[],
  positions: Uint32Array | undefined,
): TokenSpans {
  const starts = new Uint32Array(offsets.length);
  const ends = new Uint32Array(offsets.length);
  for (const [index, offset] of offsets.entries()) {
    let start = positions?.[offset[0]!] ?? offset[0]!;
    let end = positions?.[offset[1]!] ?? offset[1]!;
    while (start < end && white.test(text[start]!)) start++;
    while (end > start && white.test(text[end - 1]!)) end--;
    const isMark = tokens[index] === wordMark && text[start] !== wordMark;
    starts[index] = start;
    ends[index] = isMark ? start : end;
  }
  return { starts, ends };
}
