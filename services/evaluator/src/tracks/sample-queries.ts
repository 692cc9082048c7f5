import { contentHash } from '@optical/datasets';
import type { TrackQueries } from './track-data.ts';

const seed = 'queries';

/**
 * Ids of at most `count` queries (0: all), the same in every run and, where ids are the same, in every language: one of
 * each cluster before a second of any, by the hash of their ids.
 */
export function sampleQueries({ queries, clusters }: TrackQueries, count: number): ReadonlySet<string> {
  if (count === 0 || count >= queries.length) return new Set(queries.map(({ id }) => id));
  const byHash = queries
    .map(({ id }, place) => ({ id, cluster: clusters[place]!, hash: contentHash(seed, id) }))
    .sort((a, b) => (a.hash < b.hash ? -1 : 1));
  const taken = new Map<string, number>();
  const ranked = byHash.map((query) => {
    const round = taken.get(query.cluster) ?? 0;
    taken.set(query.cluster, round + 1);
    return { ...query, round };
  });
  // Sorting is stable: within a round the order of the hashes stays.
  return new Set(
    ranked
      .sort((a, b) => a.round - b.round)
      .slice(0, count)
      .map(({ id }) => id),
  );
}
