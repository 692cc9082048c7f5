import type { TokenizedText, TokenizedText__Output } from '@optical/contracts/common';
import type { EncodedText } from '@optical/encoding';

/** Which rows of a text's vectors belong to its own tokens: 1, or 0 for special ones. */
export function contentMask({ positions, sequence }: EncodedText): number[] {
  return Array.from(positions, (position) => sequence.contentMask[position]!);
}

/**
 * The tokens of a text, one per row of its vectors: its own with their places, the special ones without.
 * @param tokens the text's own tokens, with strings, spans and word indices
 * @param spelling of special tokens, by id
 */
export function describeRows(
  { positions, sequence }: EncodedText,
  tokens: TokenizedText__Output,
  spelling: ReadonlyMap<number, string>,
): TokenizedText {
  const first = sequence.contentMask.indexOf(1);
  const own = Array.from(positions, (position) => (sequence.contentMask[position] === 1 ? position - first : -1));
  const ids = Array.from(positions, (position) => sequence.ids[position]!);
  return {
    ids,
    tokens: own.map((index, row) => tokens.tokens[index] ?? spelling.get(ids[row]!) ?? ''),
    spans: {
      starts: own.map((index) => tokens.spans?.starts[index] ?? 0),
      ends: own.map((index) => tokens.spans?.ends[index] ?? 0),
    },
    wordIndices: own.map((index) => tokens.wordIndices[index] ?? -1),
    truncated: sequence.truncated,
    unknownCount: tokens.unknownCount,
  };
}
