import { emptyField } from './bitext.ts';
import { readRecords } from './lines.ts';
import { textNormalizer } from './read-options.ts';
import type { ReadOptions } from './read-options.ts';
import type { Reading } from './reading.ts';

/** A relevance judgement; `relevance` is an integer, above 0 for relevant. */
export interface Judgement {
  readonly queryId: string;
  readonly documentId: string;
  readonly relevance: number;
}

/** A query or a passage. */
export interface IdentifiedText {
  readonly id: string;
  readonly text: string;
}

/**
 * TREC qrels: query, iteration (ignored), document, relevance, separated by white space
 * (https://trec.nist.gov/data/qrels_eng/).
 */
export function readQrels(path: string, options: ReadOptions = {}): Reading<Judgement> {
  return readRecords(path, options, (text) => {
    const fields = text.trim().split(/\s+/);
    if (fields.length !== 4) return `has ${fields.length} fields, 4 are needed (query, iteration, document, relevance)`;
    const [queryId, , documentId, relevance] = fields as [string, string, string, string];
    if (!/^[+-]?\d+$/.test(relevance)) return `has the relevance ${JSON.stringify(relevance)}, which is no integer`;
    return { queryId, documentId, relevance: Number(relevance) };
  });
}

/** Topics or passages as lines of id and text, separated by one tab (the form of MS MARCO's collection.tsv). */
export function readTexts(path: string, options: ReadOptions = {}): Reading<IdentifiedText> {
  const normalize = textNormalizer(options);
  return readRecords(path, options, (line) => {
    const fields = line.split('\t');
    if (fields.length !== 2) return `has ${fields.length} tab-separated fields, 2 are needed (id, text)`;
    const [id, text] = fields as [string, string];
    return emptyField({ id, text }) ?? { id, text: normalize(text) };
  });
}
