import { readRecords } from './lines.ts';
import { textNormalizer } from './read-options.ts';
import type { ReadOptions } from './read-options.ts';
import type { Reading } from './reading.ts';

/** A query, a passage that answers it and any number of passages that do not. */
export interface Triple {
  /** Of the line it came from. */
  readonly id: string;
  readonly query: string;
  readonly positive: string;
  readonly negatives: readonly string[];
}

/**
 * Lines of query, passage that answers it and any number of passages that do not; tab separated, no header: the form of
 * MS MARCO's and mMARCO's text triples (arXiv 2108.13897). A line with fewer than two fields or an empty one is malformed.
 */
export function readTriples(path: string, options: ReadOptions = {}): Reading<Triple> {
  const normalize = textNormalizer(options);
  return readRecords(path, options, (line, number) => {
    const fields = line.split('\t');
    if (fields.length < 2)
      return `has ${fields.length} tab-separated fields, at least 2 are needed (query, passage, passages that do not answer it)`;
    const empty = fields.findIndex((field) => field.trim() === '');
    if (empty >= 0) return `has an empty field ${empty + 1}`;
    const [query, positive, ...negatives] = fields.map(normalize) as [string, string, ...string[]];
    return { id: String(number), query, positive, negatives };
  });
}
