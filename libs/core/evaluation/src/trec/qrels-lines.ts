import { invalidArgument } from '@optical/errors';
import type { Judgment } from '../metrics/run.ts';
import { trecLine, trecLines } from './trec-lines.ts';

/** Lines `query 0 document relevance`. */
export function formatQrels(judgments: readonly Judgment[]): string {
  return judgments
    .map(({ queryId, documentId, relevance }) => {
      return trecLine({ query: queryId, iteration: 0, document: documentId, relevance });
    })
    .join('');
}

/** Reads the lines of `formatQrels`; the second field is ignored. Errors name the line and the field. */
export function parseQrels(text: string): Judgment[] {
  const judged = new Set<string>();
  return trecLines(text, ['query', '0', 'document', 'relevance']).map(({ line, values }) => {
    const [queryId, , documentId, relevance] = values as [string, string, string, string];
    if (!/^[+-]?\d+$/.test(relevance)) {
      const description = `${JSON.stringify(relevance)} is not an integer`;
      throw invalidArgument({ field: `line ${line}, relevance`, description });
    }
    const pair = `${queryId} ${documentId}`;
    if (judged.has(pair)) {
      const description = `${JSON.stringify(documentId)} is judged twice for query ${JSON.stringify(queryId)}`;
      throw invalidArgument({ field: `line ${line}, document`, description });
    }
    judged.add(pair);
    return { queryId, documentId, relevance: Number(relevance) };
  });
}
