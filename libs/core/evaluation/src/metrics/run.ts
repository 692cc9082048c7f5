/** Results of many queries. Query ids are distinct. */
export interface Run {
  readonly name: string;
  readonly rankings: readonly Ranking[];
}

/** The results of one query: distinct documents, one finite score each. Their order does not matter, scores decide. */
export interface Ranking {
  readonly queryId: string;
  readonly documentIds: readonly string[];
  readonly scores: ArrayLike<number>;
}

/** One judged result. Grades of 1 and more are relevant, 0 is not relevant, a negative grade counts as not judged. */
export interface Judgment {
  readonly queryId: string;
  readonly documentId: string;
  /** Integer. */
  readonly relevance: number;
}
