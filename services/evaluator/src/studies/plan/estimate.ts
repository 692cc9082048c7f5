import type { StudyPlan__Output, StudySpec__Output } from '@optical/contracts/evaluator';
import { isTrained } from '@optical/evaluation';
import type { StudyCell } from '@optical/evaluation';
import { orDefault } from '../spec/or-default.ts';
import { readArm, referenceOf } from '../spec/study-setup.ts';

/** Seconds that parts of a study take; figures for other encoders scale with their number of parameters. */
export interface Rates {
  /** Of a step, per token of its batch. */
  readonly stepToken: number;
  /** Around the steps of a job: reading data, aligning, writing weights. */
  readonly job: number;
  /** Of scoring a model, per query and passage that are compared. */
  readonly comparison: number;
  /** Of scoring a model, per query that is encoded. */
  readonly query: number;
  /** Of loading a model. */
  readonly load: number;
  readonly passage: number;
  readonly vocabulary: number;
}

/**
 * Rough figures for all-MiniLM-L6-v2 on 2 cores, of which no record is kept; `job` such that a trained cell of the quick
 * study takes the 25 to 30 seconds that it was seen to take.
 */
export const roughRates: Rates = {
  stepToken: 0.45 / 1_024,
  job: 16,
  comparison: 1.2e-5,
  query: 0.003,
  load: 1.5,
  passage: 0.04,
  vocabulary: 3,
};

/** What the tracks of a study hold. */
export interface TrackSize {
  readonly passages: number;
  /** Most queries of one language. */
  readonly queries: number;
}

const stepsPerPass = 1_000;

/** What a study will take, by these rates. */
export function estimatePlan(
  spec: StudySpec__Output,
  cells: readonly StudyCell[],
  tracks: readonly TrackSize[],
  rates: Rates = roughRates,
): StudyPlan__Output {
  const arms = new Map(spec.arms.map((arm) => [arm.name, arm]));
  const template = spec.studentTemplate!;
  const steps = orDefault(template.schedule?.steps, stepsPerPass);
  const trained = cells.filter(({ arm }) => isTrained(readArm(arms.get(arm)!)));
  const fromJobs = cells.filter(({ arm }) => {
    const method = referenceOf(arms.get(arm)!);
    return method === 'zero-shot' || method === 'triples';
  });
  const tries = trained.filter(({ seed }) => seed === spec.seeds[0]).length * (spec.learningRates.length - 1);
  const tokensOfStep = orDefault(template.batch?.examples, 32) * orDefault(template.student?.maxTokens, 32);
  const trainings = trained.length + tries;
  const jobSeconds = rates.job + steps * tokensOfStep * rates.stepToken;
  const teacherSeconds = spec.teacherJob
    ? rates.job + (spec.teacherJob.schedule?.steps ?? 0) * 10 * tokensOfStep * rates.stepToken
    : 0;
  const trainingSeconds =
    teacherSeconds +
    trainings * jobSeconds +
    fromJobs.length * rates.job +
    (spec.trainVocabulary ? spec.languages.length * rates.vocabulary : 0);
  const scoring = (track: TrackSize): number => {
    const queries = Math.min(track.queries, orDefault(spec.maxQueries, Infinity));
    return queries * (rates.query + track.passages * rates.comparison);
  };
  const [main, ...others] = tracks.map(scoring);
  const points = orDefault(template.checkpoints?.snapshotSteps.length, template.checkpoints?.snapshots ?? 8);
  const evaluationSeconds =
    trained.length * (points * (rates.load + (main ?? 0)) + others.reduce((sum, x) => sum + x, 0)) +
    (cells.length - trained.length) * (rates.load + (main ?? 0) + others.reduce((sum, x) => sum + x, 0));
  const indexingSeconds = tracks.reduce((sum, { passages }) => sum + passages * rates.passage, 0);
  return {
    cells: cells.length,
    jobs: trainings + fromJobs.length + (spec.teacherJob ? 1 : 0),
    steps: trainings * steps + (spec.teacherJob?.schedule?.steps ?? 0),
    seconds: (trainingSeconds + evaluationSeconds) / Math.max(1, spec.parallelJobs) + indexingSeconds,
    trainingSeconds,
    indexingSeconds,
    evaluationSeconds,
  };
}
