/** The tokens of a WordPiece vocabulary. */
export interface PieceVocabulary {
  readonly ids: ReadonlyMap<string, number>;
  /** Before pieces that continue a word: "##". */
  readonly prefix: string;
}

/**
 * Ids of a word's pieces, each the longest from where the last one ended (WordPiece); undefined where one is missing.
 * @param longestFirst most UTF-16 units of the first piece
 */
export function piecesOf(
  word: string,
  { ids, prefix }: PieceVocabulary,
  longestFirst = word.length,
): number[] | undefined {
  const pieces: number[] = [];
  for (let start = 0; start < word.length;) {
    let end = start === 0 ? longestFirst : word.length;
    let id: number | undefined;
    for (; end > start; end--) {
      id = ids.get((start === 0 ? '' : prefix) + word.slice(start, end));
      if (id !== undefined) break;
    }
    if (id === undefined) return undefined;
    pieces.push(id);
    start = end;
  }
  return pieces;
}
