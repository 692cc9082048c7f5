/** A term of the documents' language and the probability that a query term means it, above 0 and at most 1. */
export interface Translation {
  readonly term: string;
  readonly probability: number;
}

/** A query: for each of its terms, repetitions included, what it may mean; the terms of one entry are distinct. */
export type StructuredQuery = readonly (readonly Translation[])[];

/** The query in the documents' own language: every term means itself. */
export function ownTerms(terms: readonly string[]): StructuredQuery {
  return terms.map((term) => [{ term, probability: 1 }]);
}

/**
 * The query in another language, each term with its translations. A term that `translate` does not know stands for
 * itself: names and numbers often are the same in both languages.
 */
export function translatedTerms(
  terms: readonly string[],
  translate: (term: string) => readonly Translation[] | undefined,
): StructuredQuery {
  return terms.map((term) => translate(term) ?? [{ term, probability: 1 }]);
}
