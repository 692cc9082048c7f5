import { metricName } from '@optical/evaluation';
import type { Resampling, StudyArtifact, StudyMetric } from '@optical/evaluation';
import type { ArtifactRegistry } from '@optical/artifacts';
import type { Ranker } from '../ranking/ranker.ts';
import { storeRun } from '../runs/store-runs.ts';
import type { Tracks } from '../tracks/open-tracks.ts';
import { keepBest } from './rank-distance.ts';
import type { ResolvedRun, ReadJudgments } from './run-sources.ts';
import { scoreRun } from './score-run.ts';
import type { ScoredRun } from './score-run.ts';

/** What evaluations need. */
export interface EvaluationParts {
  readonly artifacts: ArtifactRegistry;
  readonly tracks: Tracks;
  readonly ranker: Ranker;
  /** Results kept of each query. */
  readonly depth: number;
}

/** Rank distance is for people as other metrics are. */
export const nameOf = ({ kind, cutoff }: StudyMetric): string =>
  kind === 'rank-distance' ? 'RankDistance' : metricName({ kind, cutoff });

/** Scores a run and registers it if a model has made it. */
export async function scoreAndStore(
  { run: ranked, version, made }: ResolvedRun,
  judged: ReadJudgments,
  metrics: readonly StudyMetric[],
  resampling: Resampling,
  { artifacts, tracks, depth }: Pick<EvaluationParts, 'artifacts' | 'tracks' | 'depth'>,
): Promise<ScoredRun & { readonly version?: StudyArtifact }> {
  const { track, language } = judged;
  const run = made === undefined ? ranked : keepBest(ranked, depth);
  const languageOf = languageOfPassages(judged);
  const scored = await scoreRun(run, judged, metrics, resampling, languageOf && { run: ranked, languageOf });
  if (made === undefined || track === undefined) return { ...scored, ...(version && { version }) };
  const dataset = await tracks.register(track);
  const { kind, dataset: set } = track.name;
  const stored = await storeRun(artifacts, {
    name: `run/${set.split('@')[0]!}/${kind}/${language}/${run.name}`,
    run,
    id: run.name,
    metrics: meansOf(metrics, scored),
    inputs: [
      { role: 'model', ...made.model },
      { role: 'passage-model', ...made.passageModel },
      { role: 'data', ...dataset },
    ],
  });
  return { ...scored, version: stored };
}

/** Means by the names of the metrics. */
export function meansOf(metrics: readonly StudyMetric[], { values }: ScoredRun): Record<string, number> {
  return Object.fromEntries(
    values.flatMap((value, place) => (value === null ? [] : [[nameOf(metrics[place]!), value.mean]])),
  );
}

/** Languages of the passages of a pooled track; undefined for others, where rank distance means nothing. */
export function languageOfPassages({ track }: Pick<ReadJudgments, 'track'>): ((id: string) => string) | undefined {
  if (track?.name.kind !== 'pooled') return undefined;
  const languages = new Map(track.passages.map(({ id, language }) => [id, language]));
  return (id) => languages.get(id) ?? 'und';
}
