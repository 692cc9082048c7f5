import type { Names } from './rank.ts';
import type { Scored } from './search-request.ts';

/**
 * Passages of one document that are scored again at most: a document of very many alike must not make a search read them
 * all. Of 32 whose token vectors differ by a tenth of their length, codes of 2 bits have the best one among their 1, 8 and
 * 16 best in 42, 84 and 97 of 100 (128 dims, 12 query tokens); where they differ by a fifth, it is always their best.
 */
export const refinedPassages = 16;

/**
 * The best passages until a number of documents is among them, of each document a few: whichever of them its vectors
 * call the best, it is scored again. Passages further down score below all these documents.
 * @param scored the best first
 */
export function shortlistDocuments<S extends Scored>(
  scored: readonly S[],
  documents: number,
  namesOf: (row: number) => Pick<Names, 'document'>,
): S[] {
  const passages = new Map<string, number>();
  const shortlist: S[] = [];
  for (const hit of scored) {
    const { document } = namesOf(hit.row);
    const count = (passages.get(document) ?? 0) + 1;
    passages.set(document, count);
    if (count <= refinedPassages) shortlist.push(hit);
    if (passages.size === documents) break;
  }
  return shortlist;
}
