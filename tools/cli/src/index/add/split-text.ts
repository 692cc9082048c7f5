/** A token of a text: the place of its characters in it, in UTF-16 code units. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** A piece of a text that is encoded on its own. */
export interface Piece {
  /** Where it begins in the text. */
  readonly begin: number;
  readonly text: string;
}

/** Code units of the longest token that is worth looking at, on average: what is sent beyond a sequence is cut in vain. */
const unitsPerToken = 12;

/** The part of a text from `begin` on that may fill a sequence of `tokens`, not ending within a surrogate pair. */
export function pieceAt(text: string, begin: number, tokens: number): Piece {
  const end = begin + tokens * unitsPerToken;
  if (end >= text.length) return { begin, text: text.slice(begin) };
  const space = text.lastIndexOf(' ', end);
  const cut = space > begin + (end - begin) / 2 ? space : end;
  const isPair = /[\uD800-\uDBFF]/.test(text[cut - 1]!);
  return { begin, text: text.slice(begin, isPair ? cut - 1 : cut) };
}

/**
 * What was encoded of a piece, and where the next one begins; undefined when the text is done. The next one takes up
 * the last `overlap` tokens, from the beginning of a word on.
 * @param spans of the tokens that were encoded, in the piece
 * @param text the whole text
 */
export function afterPiece(
  text: string,
  piece: Piece,
  spans: readonly Span[],
  { truncated, overlap }: { readonly truncated: boolean; readonly overlap: number },
): { readonly text: string; readonly next: number | undefined } {
  const end = truncated ? (spans.at(-1)?.end ?? piece.text.length) : piece.text.length;
  const encoded = piece.text.slice(0, end);
  if (text.slice(piece.begin + end).trim() === '') return { text: encoded, next: undefined };
  // A piece that is all overlap would never end.
  const from = spans[Math.max(Math.ceil(spans.length / 2), spans.length - overlap)]?.start ?? end;
  const word = encoded.lastIndexOf(' ', from) + 1;
  const next = piece.begin + (word > 0 && word > (spans[0]?.start ?? 0) ? word : Math.max(1, from));
  return { text: encoded, next };
}
