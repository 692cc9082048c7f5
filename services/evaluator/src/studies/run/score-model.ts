import type { Ranking, StudyArtifact, StudyQueryScores, StudySetup, StudyTrackValues } from '@optical/evaluation';
import { modelKind } from '@optical/artifacts';
import type { ArtifactRegistry } from '@optical/artifacts';
import type { Ranker } from '../../ranking/ranker.ts';
import { storeRun } from '../../runs/store-runs.ts';
import { languageOfPassages, meansOf } from '../../scoring/evaluator.ts';
import { keepBest, rankedDepth } from '../../scoring/rank-distance.ts';
import { referenceTo } from '../../scoring/run-sources.ts';
import { scoreRun } from '../../scoring/score-run.ts';
import type { Tracks } from '../../tracks/open-tracks.ts';
import { sampleQueries } from '../../tracks/sample-queries.ts';
import { selectQueries } from '../../tracks/track-data.ts';
import type { TrackData, TrackQueries } from '../../tracks/track-data.ts';
import { patiently } from './patience.ts';

/** What something is worth on one track. */
export interface TrackScores {
  readonly values: StudyTrackValues;
  readonly queryScores: StudyQueryScores;
}

/** What is ranked: the queries of a track that count, and as many results of each as are looked at. */
export interface Asked extends TrackQueries {
  readonly depth: number;
}

/** Ranks queries of a track, in whatever way an arm does. */
export type RankQueries = (track: TrackData, asked: Asked) => Promise<Ranking[]>;

export interface ModelScorerOptions {
  readonly artifacts: ArtifactRegistry;
  readonly tracks: Tracks;
  readonly ranker: Ranker;
  readonly setup: StudySetup;
  readonly studyId: string;
  readonly maxQueries: number;
  readonly depth: number;
  readonly signal: AbortSignal;
}

/** Scores what a study's cells make, on the study's tracks and queries, and registers the runs. */
export interface ModelScorer {
  /** The queries of a track that count; undefined where the track lacks the language. */
  queries(track: number, language: string): Promise<TrackQueries | undefined>;
  /** A student's run: its queries in the language on the vectors of the teacher's passages. */
  scoreModel(track: number, language: string, model: StudyArtifact, teacher: string): Promise<TrackScores | undefined>;
  /** Whatever ranks. @param name of the run @param inputs of its lineage */
  scoreRanking(
    track: number,
    language: string,
    name: string,
    rank: RankQueries,
    inputs?: readonly { readonly role: string; readonly name: string; readonly digest: string }[],
  ): Promise<TrackScores | undefined>;
}

export function modelScorer(options: ModelScorerOptions): ModelScorer {
  const { artifacts, tracks, ranker, setup, studyId, maxQueries, signal } = options;
  const cutoffs = setup.metrics.map(({ cutoff }) => cutoff || options.depth);
  const depth = Math.max(10, ...cutoffs);
  /** Scores by the content of weights: what several cells start from is scored once. */
  const known = new Map<string, Promise<TrackScores | undefined>>();

  const queriesOf = async (place: number, language: string): Promise<TrackQueries | undefined> => {
    const track = await tracks.open(setup.tracks[place]!);
    if (track.name.kind !== 'monolingual' && !track.languages.includes(language)) return undefined;
    const all = track.queries(language);
    return selectQueries(all, sampleQueries(all, maxQueries));
  };

  const scoreRanking: ModelScorer['scoreRanking'] = async (place, language, name, rank, inputs = []) => {
    const asked = await queriesOf(place, language);
    if (asked === undefined) return undefined;
    const track = await tracks.open(setup.tracks[place]!);
    const wanted = { ...asked, depth: rankedDepth(track, setup.metrics, depth) };
    const rankings = await patiently(signal, () => rank(track, wanted));
    const ranked = { name: name.replaceAll(/[\s/]+/g, '-').slice(0, 100), rankings };
    const run = keepBest(ranked, Math.max(depth, options.depth));
    const languageOf = languageOfPassages({ track });
    const pool = languageOf && { run: ranked, languageOf };
    const scored = await scoreRun(run, asked, setup.metrics, setup.resampling, pool);
    const { kind, dataset } = track.name;
    const stored = await storeRun(artifacts, {
      name: `run/study-${studyId}/${dataset}/${kind}/${language}`,
      run,
      id: studyId,
      metrics: meansOf(setup.metrics, scored),
      inputs: [...inputs, { role: 'data', ...(await tracks.register(track)) }],
    });
    return {
      values: { values: scored.values, run: stored },
      queryScores: {
        track: place,
        values: setup.metrics.map(({ kind: metric }, column) =>
          metric === 'rank-distance' ? [] : scored.queries.map(({ values }) => values[column]!),
        ),
      },
    };
  };

  return {
    queries: queriesOf,
    scoreRanking,
    scoreModel: async (place, language, model, teacher) => {
      const { manifest } = await artifacts.find(referenceTo(model), modelKind);
      const content = manifest.files.map(({ path, sha256 }) => `${path} ${sha256}`).join('\n');
      const key = [place, language, teacher, content].join('\u0000');
      const [name, digest] = teacher.split('@') as [string, string];
      const scoring =
        known.get(key) ??
        scoreRanking(
          place,
          language,
          `${model.name}-${model.digest.slice(0, 8)}`,
          (track, { queries, depth }) =>
            ranker.rank({ track, language, queries, model: referenceTo(model), passageModel: teacher, depth, signal }),
          [
            { role: 'model', ...model },
            { role: 'passage-model', name, digest },
          ],
        );
      known.set(key, scoring);
      scoring.catch(() => known.delete(key));
      return scoring;
    },
  };
}

/** Ids of the judged queries in the order of `StudyQueryScores`, and what they share. */
export function judgedQueries({ queries, judgments, clusters }: TrackQueries) {
  const clusterOf = new Map(queries.map(({ id }, place) => [id, clusters[place]!]));
  const queryIds = [...new Set(judgments.map(({ queryId }) => queryId))];
  return { queryIds, clusters: queryIds.map((id) => clusterOf.get(id) ?? id) };
}
