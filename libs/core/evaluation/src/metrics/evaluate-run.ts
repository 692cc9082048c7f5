import { invalidArgument } from '@optical/errors';
import { checkMetric } from './metric.ts';
import type { Metric } from './metric.ts';
import type { Judgment, Run } from './run.ts';
import { scoreRanking } from './score-ranking.ts';
import { trecOrder } from './trec-order.ts';

/** The values of one query, one per metric. */
export interface QueryValues {
  readonly queryId: string;
  readonly values: readonly number[];
}

export interface Evaluation {
  /** Mean over the judged queries, one per metric; NaN where no query is judged. */
  readonly means: readonly number[];
  /** One entry per judged query, in the order of the judgments. */
  readonly queries: readonly QueryValues[];
  /** Judged queries without a ranking; each counts as 0. */
  readonly missingQueries: number;
}

/**
 * Scores a run. As `trec_eval -c`: every judged query counts, 0 where it has no ranking, also when none of its
 * documents is relevant; rankings of queries without judgments are left out.
 *
 * Refuses a query ranked twice, a document judged twice for a query, a grade that is not an integer, and what
 * `trecOrder` refuses.
 */
export function evaluateRun(run: Run, judgments: readonly Judgment[], metrics: readonly Metric[]): Evaluation {
  for (const metric of metrics) checkMetric(metric);
  const rankings = rankingsOf(run);
  const grades = gradesByQuery(judgments);
  const queries = [...grades].map(([queryId, ofQuery]): QueryValues => {
    return { queryId, values: scoreRanking(rankings.get(queryId) ?? [], ofQuery, metrics) };
  });
  const means = metrics.map((_, metric) => queries.reduce((sum, q) => sum + q.values[metric]!, 0) / queries.length);
  return { means, queries, missingQueries: queries.filter(({ queryId }) => !rankings.has(queryId)).length };
}

function rankingsOf(run: Run): Map<string, string[]> {
  const rankings = new Map<string, string[]>();
  for (const ranking of run.rankings) {
    if (rankings.has(ranking.queryId)) {
      const description = `query ${JSON.stringify(ranking.queryId)} appears twice`;
      throw invalidArgument({ field: 'rankings', description });
    }
    rankings.set(ranking.queryId, trecOrder(ranking));
  }
  return rankings;
}

/** Grades by query and document, queries in the order of their first judgment. */
export function gradesByQuery(judgments: readonly Judgment[]): Map<string, Map<string, number>> {
  const queries = new Map<string, Map<string, number>>();
  for (const [index, { queryId, documentId, relevance }] of judgments.entries()) {
    if (!Number.isSafeInteger(relevance)) {
      const description = `${relevance} is not an integer`;
      throw invalidArgument({ field: `judgments[${index}].relevance`, description });
    }
    const grades = queries.get(queryId) ?? new Map<string, number>();
    if (grades.has(documentId)) {
      const description = `document ${JSON.stringify(documentId)} is judged twice for query ${JSON.stringify(queryId)}`;
      throw invalidArgument({ field: `judgments[${index}].document_id`, description });
    }
    queries.set(queryId, grades.set(documentId, relevance));
  }
  return queries;
}
