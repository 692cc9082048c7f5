import { lineageRoles, modelKind } from '@optical/artifacts';
import type { ArtifactRegistry } from '@optical/artifacts';
import type { JudgmentSource__Output, RunSource__Output } from '@optical/contracts/evaluator';
import { failedPrecondition, invalidArgument } from '@optical/errors';
import type { Run, StudyArtifact } from '@optical/evaluation';
import type { Ranker } from '../ranking/ranker.ts';
import { loadRun } from '../runs/store-runs.ts';
import type { Tracks } from '../tracks/open-tracks.ts';
import type { TrackData, TrackQueries } from '../tracks/track-data.ts';
import { readJudgments, readRun, readTrack, requireLanguage } from './read-requests.ts';

/** What runs are scored against. */
export interface ReadJudgments extends TrackQueries {
  readonly language: string;
  /** Unset for judgments that came with the request. */
  readonly track?: TrackData;
}

export async function resolveJudgments(source: JudgmentSource__Output | null, tracks: Tracks): Promise<ReadJudgments> {
  const language = requireLanguage(source?.language ?? '', 'judgments.language');
  if (source?.track) {
    const track = await tracks.open(readTrack(source.track, 'judgments.track'));
    return { ...track.queries(language), language, track };
  }
  if (!source?.judgments) throw invalidArgument({ field: 'judgments', description: 'is required' });
  return { queries: [], clusters: [], judgments: readJudgments(source.judgments, 'judgments'), language };
}

/** A run, and how it came about. */
export interface ResolvedRun {
  readonly run: Run;
  /** Registered before. */
  readonly version?: StudyArtifact;
  /** Made by searching with a model, now: to be registered with these inputs. */
  readonly made?: { readonly model: StudyArtifact; readonly passageModel: StudyArtifact };
}

export interface RunSourceParts {
  readonly artifacts: ArtifactRegistry;
  readonly ranker: Ranker;
  readonly depth: number;
}

export async function resolveRun(
  source: RunSource__Output | null,
  judged: ReadJudgments,
  { artifacts, ranker, depth }: RunSourceParts,
  field: string,
  signal: AbortSignal,
): Promise<ResolvedRun> {
  if (source?.run) return { run: readRun(source.run, `${field}.run`) };
  if (source?.runName !== undefined) return loadRun(artifacts, source.runName);
  if (source?.model === undefined) throw invalidArgument({ field, description: 'is required' });
  const { track, language, queries } = judged;
  if (track === undefined)
    throw invalidArgument({ field: 'judgments.track', description: 'is required when a model makes the run' });
  const { model, passageModel } = await passageModelOf(artifacts, source.model);
  const rankings = await ranker.rank({
    track,
    language,
    queries,
    model: referenceTo(model),
    passageModel: referenceTo(passageModel),
    depth,
    signal,
  });
  return { run: { name: model.name.replaceAll('/', '-'), rankings }, made: { model, passageModel } };
}

export const referenceTo = ({ name, digest }: StudyArtifact): string => `${name}@${digest}`;

/** A model and whose vectors its passages have: its own, or those of the teacher it learned from. */
export async function passageModelOf(
  artifacts: ArtifactRegistry,
  reference: string,
): Promise<{ readonly model: StudyArtifact; readonly passageModel: StudyArtifact }> {
  const { version, metadata, lineage } = await artifacts.find(reference, modelKind);
  const model = { name: version.name, digest: version.digest };
  if (metadata.purpose !== 'student') return { model, passageModel: model };
  const teacher = lineage.inputs.find(({ role }) => role === lineageRoles.teacher);
  if (teacher === undefined) throw failedPrecondition(`${referenceTo(model)} does not say who its teacher is`);
  return { model, passageModel: { name: teacher.name, digest: teacher.digest } };
}
