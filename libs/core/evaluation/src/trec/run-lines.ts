import { invalidArgument } from '@optical/errors';
import type { Run } from '../metrics/run.ts';
import { trecOrder } from '../metrics/trec-order.ts';
import { trecLine, trecLines } from './trec-lines.ts';

/** Lines `query Q0 document rank score run`, ranks from 1 in trec_eval's order. Empty rankings leave no line. */
export function formatRun(run: Run): string {
  return run.rankings
    .flatMap((ranking) => {
      const scores = new Map(ranking.documentIds.map((id, index) => [id, ranking.scores[index]!]));
      return trecOrder(ranking).map((document, index) => {
        const score = scores.get(document)!;
        return trecLine({ query: ranking.queryId, iteration: 'Q0', document, rank: index + 1, score, run: run.name });
      });
    })
    .join('');
}

/**
 * Reads the lines of `formatRun`. As trec_eval it ignores the second field and the rank; the name is the first line's.
 * Errors name the line and the field.
 */
export function parseRun(text: string): Run {
  const rankings = new Map<string, Map<string, number>>();
  const lines = trecLines(text, ['query', 'Q0', 'document', 'rank', 'score', 'run']);
  for (const { line, values } of lines) {
    const [query, , document, , score, name] = values as [string, string, string, string, string, string];
    const ranking = rankings.get(query) ?? new Map<string, number>();
    if (!Number.isFinite(Number(score))) {
      const description = `${JSON.stringify(score)} is not a finite number`;
      throw invalidArgument({ field: `line ${line}, score`, description });
    }
    if (ranking.has(document)) {
      const description = `${JSON.stringify(document)} appears twice for query ${JSON.stringify(query)}`;
      throw invalidArgument({ field: `line ${line}, document`, description });
    }
    if (name !== lines[0]!.values[5]) {
      const description = `${JSON.stringify(name)} is another run than ${JSON.stringify(lines[0]!.values[5])}`;
      throw invalidArgument({ field: `line ${line}, run`, description });
    }
    rankings.set(query, ranking.set(document, Number(score)));
  }
  return {
    name: lines[0]?.values[5] ?? '',
    rankings: [...rankings].map(([queryId, ranking]) => {
      return { queryId, documentIds: [...ranking.keys()], scores: [...ranking.values()] };
    }),
  };
}
