import { invalidArgument } from '@optical/errors';

/** How often terms occur in documents, by term: compressed rows. Documents are numbered as they were given. */
export interface LexicalIndex {
  /** Number of each term that occurs: its row. */
  readonly terms: ReadonlyMap<string, number>;
  /** Row `t` holds postings `offsets[t]` up to, not including, `offsets[t + 1]`. */
  readonly offsets: Int32Array;
  /** Documents of a row, rising, each once. */
  readonly documents: Int32Array;
  /** Occurrences of the row's term in the document beside, from 1. */
  readonly frequencies: Int32Array;
  /** Terms per document, repetitions counted. */
  readonly lengths: Int32Array;
  /** Mean of `lengths`. */
  readonly meanLength: number;
}

/** Indexes documents, each given as its terms. Refuses no documents; a document may be empty. */
export function indexDocuments(documents: readonly (readonly string[])[]): LexicalIndex {
  if (documents.length === 0) throw invalidArgument({ field: 'documents', description: 'is empty' });
  const terms = new Map<string, number>();
  const postings: Map<number, number>[] = [];
  for (const [document, words] of documents.entries()) {
    for (const word of words) {
      const term = terms.get(word) ?? terms.size;
      if (term === terms.size) {
        terms.set(word, term);
        postings.push(new Map());
      }
      const ofTerm = postings[term]!;
      ofTerm.set(document, (ofTerm.get(document) ?? 0) + 1);
    }
  }
  const lengths = Int32Array.from(documents, ({ length }) => length);
  const offsets = new Int32Array(terms.size + 1);
  for (const [term, ofTerm] of postings.entries()) offsets[term + 1] = offsets[term]! + ofTerm.size;
  return {
    terms,
    offsets,
    documents: Int32Array.from(postings.flatMap((ofTerm) => [...ofTerm.keys()])),
    frequencies: Int32Array.from(postings.flatMap((ofTerm) => [...ofTerm.values()])),
    lengths,
    meanLength: lengths.reduce((sum, length) => sum + length, 0) / lengths.length,
  };
}
