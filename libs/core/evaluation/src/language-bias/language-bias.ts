import { gradesByQuery } from '../metrics/evaluate-run.ts';
import type { Judgment, Run } from '../metrics/run.ts';
import { trecOrder } from '../metrics/trec-order.ts';

export interface LanguageBias {
  /** Mean over queries of the mean absolute difference between the ranks of two answers; 0 is no bias. */
  readonly rankDistance: number;
  /** By language: mean over queries of the rank of its answer minus the mean rank of all; negative is preferred. */
  readonly offsets: ReadonlyMap<string, number>;
  /** Queries that count. */
  readonly queries: number;
  /** Results of the longest ranking. */
  readonly depth: number;
  /** Answers of these queries that were not retrieved. Above 0, `rankDistance` is a lower bound; at 0 it is exact. */
  readonly missing: number;
}

/**
 * Language bias of a run in a pool where every query has one answer in each of several languages, as in XQuAD-R
 * (LAReQA, Roy et al. 2020, https://arxiv.org/abs/2004.05484): a retriever that treats languages alike ranks parallel
 * answers next to each other. That paper's own measure of the pool is the mean average precision over all answers,
 * `average-precision` of `evaluateRun`; the two measures here are this project's.
 *
 * Exact figures need rankings of the whole pool. An answer that was cut off counts as right behind the last result,
 * which brings it nearer to every other answer, and all that were cut off to the same rank: the distance of a query is
 * then a lower bound, the lower the more languages a retriever neglects, and of rankings of different depths the deeper
 * ones look more biased. `depth` and `missing` go with the figures.
 *
 * A query counts with two relevant answers or more, at least one of them retrieved; what a cut-off leaves without any
 * answer says nothing. With no such query `rankDistance` is NaN.
 */
export function languageBias(
  run: Run,
  judgments: readonly Judgment[],
  languageOf: (documentId: string) => string,
): LanguageBias {
  const rankings = new Map(run.rankings.map((ranking) => [ranking.queryId, ranking]));
  const offsets = new Map<string, number[]>();
  const distances: number[] = [];
  let missing = 0;
  for (const [queryId, grades] of gradesByQuery(judgments)) {
    const ranking = rankings.get(queryId);
    const answers = [...grades].filter(([, grade]) => grade > 0).map(([id]) => id);
    if (ranking === undefined || answers.length < 2) continue;
    const places = new Map(trecOrder(ranking).map((id, index) => [id, index + 1]));
    if (!answers.some((id) => places.has(id))) continue;
    const ranks = answers.map((id) => places.get(id) ?? places.size + 1);
    missing += answers.filter((id) => !places.has(id)).length;
    distances.push(pairwiseDistance(ranks));
    const centre = mean(ranks);
    for (const [index, id] of answers.entries()) {
      const language = languageOf(id);
      const ofLanguage = offsets.get(language) ?? [];
      ofLanguage.push(ranks[index]! - centre);
      offsets.set(language, ofLanguage);
    }
  }
  return {
    rankDistance: mean(distances),
    offsets: new Map([...offsets].map(([language, values]) => [language, mean(values)])),
    queries: distances.length,
    depth: run.rankings.reduce((most, { documentIds }) => Math.max(most, documentIds.length), 0),
    missing,
  };
}

function pairwiseDistance(ranks: readonly number[]): number {
  const distances = ranks.flatMap((a, index) => ranks.slice(index + 1).map((b) => Math.abs(a - b)));
  return mean(distances);
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
