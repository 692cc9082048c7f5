import { timestampFromDate } from '@optical/contracts';
import type { ArtifactVersion } from '@optical/artifacts';
import type { ArtifactVersion as VersionMessage } from '@optical/contracts/common';
import type { Alarm, BitextReport, Checkpoint, JobProgress, Snapshot } from '@optical/contracts/distiller';
import type { AlarmEvent, CheckpointEvent, DataReport, SnapshotEvent, TrainingProgress } from '@optical/training';
import { wireAlarmAction, wireAlarmKind } from '../spec/names.ts';

/** Numbers that are not finite have no JSON; the loss that is not is left at the value before it by the training's end. */
const finite = (value: number): number => (Number.isFinite(value) ? value : 0);

const optional = <Key extends string>(key: Key, value: number | undefined): Partial<Record<Key, number>> =>
  value === undefined || !Number.isFinite(value) ? {} : ({ [key]: value } as Record<Key, number>);

export function progressMessage(progress: TrainingProgress): JobProgress {
  const { time } = progress;
  return {
    step: progress.step,
    totalSteps: progress.totalSteps,
    examples: progress.examples,
    loss: finite(progress.loss),
    objectiveLosses: progress.objectiveLosses.map(finite),
    ...optional('heldOutLoss', progress.heldOutLoss),
    ...optional('bestHeldOutLoss', progress.bestHeldOutLoss),
    ...optional('marginalResidual', progress.marginalResidual),
    replacedPlans: progress.replacedPlans,
    learningRate: progress.learningRate,
    gradientNorm: finite(progress.gradientNorm),
    tokensPerSecond: finite(progress.tokensPerSecond),
    examplesPerSecond: finite(progress.examplesPerSecond),
    ...optional('etaSeconds', progress.etaSeconds),
    time: {
      trainingSeconds: time.training,
      dataSeconds: time.data,
      teacherSeconds: time.teacher,
      stepSeconds: time.steps,
      ...optional('solverSeconds', time.solver),
      ...optional('optimizerSeconds', time.optimizer),
      validationSeconds: time.validation,
      checkpointSeconds: time.checkpoints,
    },
  };
}

export const alarmMessage = ({ alarm }: AlarmEvent, time: Date): Alarm => ({
  kind: wireAlarmKind(alarm.kind),
  action: wireAlarmAction(alarm.action),
  value: finite(alarm.value),
  threshold: alarm.threshold,
  step: alarm.step,
  time: timestampFromDate(time),
});

export const checkpointMessage = ({ step, digest, heldOutLoss, best }: CheckpointEvent): Checkpoint => ({
  step,
  digest,
  ...optional('heldOutLoss', heldOutLoss),
  best,
});

export const snapshotMessage = (event: SnapshotEvent, version: ArtifactVersion): Snapshot => ({
  model: versionMessage(version),
  step: event.step,
  examples: event.examples,
  trainingSeconds: event.trainingSeconds,
  ...optional('heldOutLoss', event.heldOutLoss),
});

export function versionMessage({ name, digest, createTime }: ArtifactVersion): VersionMessage {
  return { name, digest, createTime: timestampFromDate(createTime) };
}

export const reportMessage = (report: DataReport): BitextReport => ({
  dataset: { name: report.dataset.name, digest: report.dataset.digest },
  language: report.language,
  readPairs: report.read,
  malformedLines: report.malformed,
  duplicatePairs: report.duplicates,
  leakedPairs: report.leaked,
  longSourcePairs: report.longSource,
  longTargetPairs: report.longTarget,
  fittingPairs: report.fitting,
  trainingPairs: report.training,
  heldOutPairs: report.heldOut,
});
