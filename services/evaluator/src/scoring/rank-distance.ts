import { setImmediate as pause } from 'node:timers/promises';
import { languageBias } from '@optical/evaluation';
import type { Judgment, LanguageBias, Run, StudyMetric, StudyValue } from '@optical/evaluation';
import type { TrackData } from '../tracks/track-data.ts';

/**
 * Results to rank of each query of a track: answers that are not ranked have no distance to each other, so that rank
 * distance needs the whole pool.
 * @param depth results that other metrics need
 */
export function rankedDepth(track: TrackData | undefined, metrics: readonly StudyMetric[], depth: number): number {
  const isOfPool = track?.name.kind === 'pooled' && metrics.some(({ kind }) => kind === 'rank-distance');
  return isOfPool ? Math.max(depth, track.passages.length) : depth;
}

/** The best results of each ranking, which are in order: what is kept of a run. */
export const keepBest = ({ name, rankings }: Run, depth: number): Run => ({
  name,
  rankings: rankings.map(({ queryId, documentIds, scores }) => ({
    queryId,
    documentIds: documentIds.slice(0, depth),
    scores: Array.from(scores).slice(0, depth),
  })),
});

/** Queries between two pauses: rankings of a whole pool are long, and other calls wait. */
const turnQueries = 16;

/** Mean rank distance over the queries with several answers; null without such queries. */
export async function rankDistanceOf(
  { name, rankings }: Run,
  judgments: readonly Judgment[],
  languageOf: (documentId: string) => string,
): Promise<StudyValue | null> {
  const byQuery = Map.groupBy(judgments, ({ queryId }) => queryId);
  const counted: LanguageBias[] = [];
  for (const [place, ranking] of rankings.entries()) {
    if (place % turnQueries === 0) await pause();
    const bias = languageBias({ name, rankings: [ranking] }, byQuery.get(ranking.queryId) ?? [], languageOf);
    if (bias.queries > 0) counted.push(bias);
  }
  if (counted.length === 0) return null;
  const mean = counted.reduce((sum, { rankDistance }) => sum + rankDistance, 0) / counted.length;
  const isExact = counted.every(({ missing }) => missing === 0);
  return isExact ? { mean } : { mean, depth: Math.max(...rankings.map(({ documentIds }) => documentIds.length)) };
}
