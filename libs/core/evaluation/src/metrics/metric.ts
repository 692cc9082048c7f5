import { invalidArgument } from '@optical/errors';

/**
 * Measures of one ranking, as trec_eval defines them where it does:
 *
 * - `ndcg`: sum of grade / log2(rank + 1) by that of the ideal ranking (`ndcg`, `ndcg_cut`; linear gains);
 * - `reciprocal-rank`: 1 / rank of the first relevant result (`recip_rank`);
 * - `average-precision`: mean over the relevant documents of the precision at their rank, 0 where they are not
 *   retrieved (`map`, `map_cut`);
 * - `recall`: share of the relevant documents that are retrieved (`set_recall`, `recall`);
 * - `success`: 1 where a relevant document is retrieved, else 0 (`success`);
 * - `precision`: relevant results by cutoff, however few there are, or without a cutoff by results (`P`, `set_P`);
 * - `judged`: share of the results that have a judgment. Not of trec_eval; by results, of which there may be fewer
 *   than the cutoff.
 */
export const metricKinds = [
  'ndcg',
  'reciprocal-rank',
  'average-precision',
  'recall',
  'success',
  'precision',
  'judged',
] as const;

export type MetricKind = (typeof metricKinds)[number];

/** A measure and how many results it counts, from the first: an integer from 1, or 0 for all. */
export interface Metric {
  readonly kind: MetricKind;
  readonly cutoff: number;
}

const names: Record<MetricKind, string> = {
  ndcg: 'nDCG',
  'reciprocal-rank': 'RR',
  'average-precision': 'AP',
  recall: 'Recall',
  success: 'Success',
  precision: 'P',
  judged: 'Judged',
};

/** For people: `nDCG@10`, or `nDCG` without a cutoff. */
export function metricName({ kind, cutoff }: Metric): string {
  return cutoff === 0 ? names[kind] : `${names[kind]}@${cutoff}`;
}

/** Refuses a cutoff that is negative or not an integer. */
export function checkMetric({ kind, cutoff }: Metric): void {
  if (!Number.isSafeInteger(cutoff) || cutoff < 0) {
    throw invalidArgument({ field: `metric.${kind}.cutoff`, description: `${cutoff} is not an integer from 0` });
  }
}
