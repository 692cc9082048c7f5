import type { Job__Output, Snapshot__Output } from '@optical/contracts/distiller';
import type {
  StudyAlarm,
  StudyArtifact,
  StudyCell,
  StudyCurvePoint,
  StudyQueryScores,
  StudyTime,
} from '@optical/evaluation';
import { queryAreas } from '@optical/evaluation';
import { modelKind } from '@optical/artifacts';
import { referenceTo } from '../../scoring/run-sources.ts';
import { jobOf } from '../plan/job-specs.ts';
import type { Prepared } from '../plan/job-specs.ts';
import { metricMessage } from '../../scoring/wire-metrics.ts';
import { patiently } from './patience.ts';
import { requestIdOf, runJob } from './run-job.ts';
import type { StudyRun } from './study-parts.ts';

/** Trains a cell's student with a learning rate, or waits for the job that does. */
export function trainCell(run: StudyRun, cell: StudyCell, rate: number, prepared: Prepared): Promise<Job__Output> {
  const { spec, id, parts, journal, signal } = run;
  return runJob(parts.distiller(), {
    requestId: requestIdOf(id, `${cell.id} ${rate}`),
    spec: jobOf(spec, id, cell, rate, prepared),
    signal,
    onCreated: async (job) => {
      const { state, jobId } = journal.cell(cell.id);
      const isNews = state === 'pending' || (state === 'training' && jobId !== job.id);
      if (isNews) await journal.change(cell.id, { state: 'training', jobId: job.id, learningRate: rate });
    },
    onEvent: ({ progress }) => {
      if (progress) journal.report(`${cell.id}: step ${progress.step} of ${progress.totalSteps}`);
    },
  });
}

/**
 * Scores the snapshots of a job on the main track and its result on all tracks, after the job, so that no training shares
 * the processors with an evaluation.
 */
export async function scoreJob(
  run: StudyRun,
  cell: StudyCell,
  { job, rate }: { readonly job: Job__Output; readonly rate: number },
  prepared: Prepared,
): Promise<StudyCell> {
  const { journal } = run;
  await journal.change(cell.id, { state: 'evaluating', learningRate: rate, ...outcomeOf(job) });
  const begun = performance.now();
  const curve: StudyCurvePoint[] = startOf(run, cell);
  const unscored = job.snapshots.filter(({ step }) => curve.every((point) => point.step !== step));
  for (const [place, snapshot] of unscored.entries()) {
    // The next model is loaded, which takes one core, while this one ranks; its scores wait in the scorer.
    for (const { model } of unscored.slice(place, place + 2))
      run.scorer.scoreModel(0, cell.language, artifactOf(model!), prepared.teacher).catch(() => undefined);
    journal.report(`${cell.id}: scoring step ${snapshot.step}`);
    const point = await scorePoint(run, cell, snapshot, prepared);
    await recordScore(run, cell, job, point);
    curve.push(point);
    await journal.change(cell.id, { curve });
  }
  journal.report(`${cell.id}: scoring the result`);
  const { final, queryScores } = await scoreResult(run, cell, job, prepared);
  await recordScore(run, cell, job, final);
  const areas = await areasOf(run, cell, job, prepared);
  const evaluationSeconds = (performance.now() - begun) / 1_000;
  return journal.change(cell.id, {
    state: 'done',
    curve,
    final,
    queryScores,
    ...(areas && { queryAreas: areas }),
    evaluationSeconds,
  });
}

/** By query, so that speeds are compared as paired samples; the scores are those of the curve, kept by the scorer. */
async function areasOf(
  { scorer }: StudyRun,
  { language }: StudyCell,
  { snapshots }: Job__Output,
  { teacher }: Prepared,
): Promise<number[] | undefined> {
  const points = [];
  for (const { step, model } of snapshots) {
    const scores = await scorer.scoreModel(0, language, artifactOf(model!), teacher);
    if (scores) points.push({ step, values: scores.queryScores.values[0]! });
  }
  return queryAreas(points);
}

/** A curve begins where zero-shot is, unless the job has published that state itself. */
function startOf({ journal, setup }: StudyRun, cell: StudyCell): StudyCurvePoint[] {
  const zeroShot = setup.arms.find((arm) => 'reference' in arm && arm.reference === 'zero-shot');
  if (cell.curve.length > 0) return [...cell.curve];
  const start = journal.cells.find(
    ({ arm, language, seed, setting, bitextBudget }) =>
      arm === zeroShot?.name &&
      language === cell.language &&
      seed === cell.seed &&
      setting === cell.setting &&
      bitextBudget === cell.bitextBudget,
  )?.final;
  return start === undefined
    ? []
    : [{ ...start, results: start.results.map((result, place) => (place === 0 ? result : null)) }];
}

async function scorePoint(
  { setup, scorer }: StudyRun,
  cell: StudyCell,
  { model, step, examples, trainingSeconds, heldOutLoss }: Snapshot__Output,
  { teacher }: Prepared,
): Promise<StudyCurvePoint> {
  const version = artifactOf(model!);
  const scores = await scorer.scoreModel(0, cell.language, version, teacher);
  return {
    step,
    pairs: examples,
    trainingSeconds,
    ...(heldOutLoss !== undefined && { heldOutLoss }),
    results: setup.tracks.map((_, place) => (place === 0 ? (scores?.values ?? null) : null)),
    model: version,
  };
}

async function scoreResult(
  { setup, scorer, parts }: StudyRun,
  cell: StudyCell,
  job: Job__Output,
  { teacher }: Prepared,
): Promise<{ final: StudyCurvePoint; queryScores: StudyQueryScores[] }> {
  const model = artifactOf(job.result!);
  const { lineage } = await parts.artifacts.find(referenceTo(model), modelKind);
  const scores = [];
  for (const place of setup.tracks.keys()) {
    const language = setup.tracks[place]!.kind === 'monolingual' ? 'en' : cell.language;
    scores.push(await scorer.scoreModel(place, language, model, teacher));
  }
  const step = lineage.step ?? 0;
  const beside = job.snapshots.find((snapshot) => snapshot.step === step);
  const examples = job.progress?.examples ?? 0;
  const steps = job.progress?.step ?? 0;
  const final = {
    step,
    pairs: beside?.examples ?? (steps === 0 ? 0 : Math.round((examples * step) / steps)),
    trainingSeconds:
      beside?.trainingSeconds ?? (steps === 0 ? 0 : ((job.progress?.time?.trainingSeconds ?? 0) * step) / steps),
    ...(job.progress?.bestHeldOutLoss !== undefined && { heldOutLoss: job.progress.bestHeldOutLoss }),
    results: scores.map((found) => found?.values ?? null),
    model,
  };
  return { final, queryScores: scores.flatMap((found) => (found ? [found.queryScores] : [])) };
}

/** Whoever watches the job sees its scores, too. */
async function recordScore(
  { parts, setup, signal }: StudyRun,
  { language }: StudyCell,
  job: Job__Output,
  point: StudyCurvePoint,
): Promise<void> {
  const value = point.results[0]?.values[0]?.mean;
  if (value === undefined || point.model === undefined) return;
  const dataset = `${setup.tracks[0]!.dataset}/${language}`;
  const score = { modelDigest: point.model.digest, dataset, metric: metricMessage(setup.metrics[0]!), value };
  await patiently(signal, () => parts.distiller().recordScores({ jobId: job.id, scores: [score] }, { signal }));
}

const artifactOf = ({ name, digest }: StudyArtifact): StudyArtifact => ({ name, digest });

/** What the job itself says of the cell. */
function outcomeOf(job: Job__Output): Partial<StudyCell> {
  const time = job.progress?.time;
  const pairs = job.bitextReports.reduce((sum, { trainingPairs }) => sum + trainingPairs, 0);
  return {
    jobId: job.id,
    statusMessage: job.state === 'JOB_STATE_STOPPED' ? job.statusMessage : '',
    ...(pairs > 0 && { trainingPairs: pairs }),
    ...(time && { time: timeOf(time) }),
    alarms: job.alarms.map((alarm): StudyAlarm => {
      const { kind, action, value, threshold, step } = alarm;
      const isStop = action === 'ALARM_ACTION_STOP';
      return {
        kind: kind.replace('ALARM_KIND_', '').toLowerCase().replaceAll('_', '-'),
        action: isStop ? 'stop' : 'mark',
        value,
        threshold,
        step,
      };
    }),
  };
}

function timeOf(time: NonNullable<NonNullable<Job__Output['progress']>['time']>): StudyTime {
  const { solverSeconds, optimizerSeconds } = time;
  return {
    training: time.trainingSeconds,
    data: time.dataSeconds,
    teacher: time.teacherSeconds,
    steps: time.stepSeconds,
    ...(solverSeconds !== undefined && { solver: solverSeconds }),
    ...(optimizerSeconds !== undefined && { optimizer: optimizerSeconds }),
    validation: time.validationSeconds,
    checkpoints: time.checkpointSeconds,
  };
}
