import { bootstrapInterval, evaluateRun } from '@optical/evaluation';
import type { Metric, QueryValues, Resampling, Run, StudyMetric, StudyValue } from '@optical/evaluation';
import type { TrackQueries } from '../tracks/track-data.ts';
import { rankDistanceOf } from './rank-distance.ts';

/** What a run is worth on judged queries. */
export interface ScoredRun {
  /** One per metric; null where it does not apply. */
  readonly values: readonly (StudyValue | null)[];
  /** One row per judged query, in the order of `judged`; a metric of the whole run is NaN there. */
  readonly queries: readonly QueryValues[];
  readonly missingQueries: number;
}

const isOfRankings = (metric: StudyMetric): metric is Metric => metric.kind !== 'rank-distance';

/** Clusters by query; queries without one are their own. */
export function clusterOf({ queries, clusters }: Pick<TrackQueries, 'queries' | 'clusters'>) {
  const known = new Map(queries.map(({ id }, place) => [id, clusters[place]!]));
  return (queryId: string): string => known.get(queryId) ?? queryId;
}

/** What rank distance is measured on. */
export interface RankedPool {
  /** As long as the pool, where it was ranked here. */
  readonly run: Run;
  readonly languageOf: (documentId: string) => string;
}

/**
 * Scores a run. Intervals of means resample clusters of queries.
 * @param pool for rank distance, which is null elsewhere
 */
export async function scoreRun(
  run: Run,
  judged: Pick<TrackQueries, 'queries' | 'clusters' | 'judgments'>,
  metrics: readonly StudyMetric[],
  resampling: Resampling,
  pool?: RankedPool,
): Promise<ScoredRun> {
  const ofRankings = metrics.filter(isOfRankings);
  const evaluation = evaluateRun(run, judged.judgments, ofRankings);
  const cluster = clusterOf(judged);
  const clusters = evaluation.queries.map(({ queryId }) => cluster(queryId));
  const distance =
    pool && !metrics.every(isOfRankings) ? await rankDistanceOf(pool.run, judged.judgments, pool.languageOf) : null;
  const values = metrics.map((metric): StudyValue | null => {
    if (!isOfRankings(metric)) return distance;
    const place = ofRankings.indexOf(metric);
    if (evaluation.queries.length === 0) return null;
    const row = evaluation.queries.map((query) => query.values[place]!);
    return { mean: evaluation.means[place]!, interval: bootstrapInterval([row], clusters, resampling) };
  });
  const queries = evaluation.queries.map(({ queryId, values: found }) => {
    let next = 0;
    return { queryId, values: metrics.map((metric) => (isOfRankings(metric) ? found[next++]! : NaN)) };
  });
  return { values, queries, missingQueries: evaluation.missingQueries };
}
