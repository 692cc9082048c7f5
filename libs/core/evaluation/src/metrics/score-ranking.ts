import type { Metric, MetricKind } from './metric.ts';

/** Grades by document id, all judged documents of one query. */
export type Grades = ReadonlyMap<string, number>;

/** Gains of the counted results in rank order, of all judged documents in descending order, and the counts between. */
interface Ranks {
  /** Grade of each counted result, 0 where it is not relevant. */
  readonly gains: readonly number[];
  /** Grades of the relevant documents, descending, as many as are counted. */
  readonly ideal: readonly number[];
  readonly relevant: number;
  /** Counted results with a judgment. */
  readonly judged: number;
  readonly cutoff: number;
}

const measures: Record<MetricKind, (ranks: Ranks) => number> = {
  ndcg: ({ gains, ideal }) => ratio(discounted(gains), discounted(ideal)),
  'reciprocal-rank': ({ gains }) => {
    const first = gains.findIndex((gain) => gain > 0);
    return first < 0 ? 0 : 1 / (first + 1);
  },
  'average-precision': ({ gains, relevant }) => ratio(precisions(gains), relevant),
  recall: ({ gains, relevant }) => ratio(hits(gains), relevant),
  success: ({ gains }) => Math.min(hits(gains), 1),
  precision: ({ gains, cutoff }) => ratio(hits(gains), cutoff === 0 ? gains.length : cutoff),
  judged: ({ gains, judged }) => ratio(judged, gains.length),
};

/**
 * The value of each metric, 0 to 1, for results in rank order (`trecOrder`). Every metric is 0 for a ranking without
 * results, and all but `judged` are 0 for a query without relevant documents.
 */
export function scoreRanking(ordered: readonly string[], grades: Grades, metrics: readonly Metric[]): number[] {
  const ideal = [...grades.values()].filter((grade) => grade > 0).sort((a, b) => b - a);
  return metrics.map(({ kind, cutoff }) => {
    const counted = cutoff === 0 ? ordered : ordered.slice(0, cutoff);
    return measures[kind]({
      gains: counted.map((id) => Math.max(grades.get(id) ?? 0, 0)),
      ideal: cutoff === 0 ? ideal : ideal.slice(0, cutoff),
      relevant: ideal.length,
      judged: counted.filter((id) => (grades.get(id) ?? -1) >= 0).length,
      cutoff,
    });
  });
}

function discounted(gains: readonly number[]): number {
  return gains.reduce((sum, gain, index) => sum + gain / Math.log2(index + 2), 0);
}

/** Sum of the precision at the rank of each relevant result. */
function precisions(gains: readonly number[]): number {
  let [found, sum] = [0, 0];
  for (const [index, gain] of gains.entries()) if (gain > 0) sum += ++found / (index + 1);
  return sum;
}

function hits(gains: readonly number[]): number {
  return gains.filter((gain) => gain > 0).length;
}

function ratio(part: number, whole: number): number {
  return whole === 0 ? 0 : part / whole;
}
