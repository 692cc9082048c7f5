import { invalidArgument } from '@optical/errors';
import type { LexicalIndex } from './lexical-index.ts';
import type { StructuredQuery, Translation } from './structured-query.ts';

/** Parameters of BM25. */
export interface Bm25Settings {
  /** How slowly repetitions of a term saturate, from 0 (not counted). Default 1.2. */
  readonly k1?: number;
  /** How far scores are normalised by the length of documents, 0 (not) to 1. Default 0.75. */
  readonly b?: number;
}

/**
 * BM25 scores, 0 and above, one per document:
 *
 *     score(d) = sum over query terms q of idf(q) * tf(q, d) / (tf(q, d) + k1 * (1 - b + b * length(d) / mean length))
 *     idf(q) = ln(1 + (N - df(q) + 0.5) / (df(q) + 0.5))
 *
 * This is Lucene's variant: its idf is never negative, and the constant factor k1 + 1 is left out, which does not
 * change an order. A term that the query repeats counts each time.
 *
 * Where a query term has translations, its statistics are the expected ones, as in probabilistic structured queries:
 * tf(q, d) = sum over terms e of p(e | q) * tf(e, d), and df(q) = sum over e of p(e | q) * df(e). A term that means
 * itself alone gives BM25 as it is.
 *
 * Sources: Robertson and Zaragoza 2009, "The Probabilistic Relevance Framework: BM25 and Beyond",
 * https://doi.org/10.1561/1500000019; Darwish and Oard 2003, "Probabilistic Structured Query Methods",
 * https://doi.org/10.1145/860435.860497.
 *
 * @throws OpticalError `invalid-argument` for parameters or probabilities out of range.
 */
export function scoreBm25(index: LexicalIndex, query: StructuredQuery, settings: Bm25Settings = {}): Float64Array {
  const { k1, b } = resolve(settings);
  const count = index.lengths.length;
  const penalties = Float64Array.from(index.lengths, (length) => k1 * (1 - b + (b * length) / index.meanLength));
  const scores = new Float64Array(count);
  const expected = new Float64Array(count);
  for (const [place, translations] of query.entries()) {
    expected.fill(0);
    const documentFrequency = addExpected(index, place, translations, expected);
    const idf = Math.log(1 + (count - documentFrequency + 0.5) / (documentFrequency + 0.5));
    for (const [document, frequency] of expected.entries()) {
      if (frequency > 0) scores[document]! += (idf * frequency) / (frequency + penalties[document]!);
    }
  }
  return scores;
}

/** Adds the expected frequencies of a query term to `expected`; returns its expected document frequency. */
function addExpected(
  { terms, offsets, documents, frequencies }: LexicalIndex,
  place: number,
  translations: readonly Translation[],
  expected: Float64Array,
): number {
  let documentFrequency = 0;
  for (const { term, probability } of translations) {
    if (!(probability > 0 && probability <= 1)) {
      const description = `${probability} of ${JSON.stringify(term)} is not above 0 and at most 1`;
      throw invalidArgument({ field: `query[${place}].probability`, description });
    }
    const row = terms.get(term);
    if (row === undefined) continue;
    const [first, last] = [offsets[row]!, offsets[row + 1]!];
    documentFrequency += probability * (last - first);
    for (let posting = first; posting < last; posting++) {
      expected[documents[posting]!]! += probability * frequencies[posting]!;
    }
  }
  return documentFrequency;
}

function resolve({ k1 = 1.2, b = 0.75 }: Bm25Settings): Required<Bm25Settings> {
  if (!(k1 >= 0 && k1 < Infinity)) {
    throw invalidArgument({ field: 'k1', description: `${k1} is not a finite number from 0` });
  }
  if (!(b >= 0 && b <= 1)) throw invalidArgument({ field: 'b', description: `${b} is not from 0 to 1` });
  return { k1, b };
}
