import path from 'node:path';
import type { ArtifactRegistry } from '@optical/artifacts';
import type { Device as DeviceMessage } from '@optical/contracts/common';
import { failedPrecondition } from '@optical/errors';
import type { AttemptOutcome } from '@optical/jobs';
import type { DeviceChoice } from '@optical/ort';
import type { Instruments, Telemetry } from '@optical/telemetry';
import { planTraining, runTraining } from '@optical/training';
import type {
  PlanMemo,
  PlannedTraining,
  TimeShares,
  TrainingEvent,
  TrainingResources,
  TrainingResult,
} from '@optical/training';
import type { DistillerEvent, DistillerLease, JobDocument } from '../queue/job-document.ts';
import { toTrainingSpec } from '../spec/to-training-spec.ts';
import { distillerSpans } from '../telemetry.ts';
import type { distillerMetrics } from '../telemetry.ts';
import { registration, snapshotName } from './registration.ts';
import type { Register } from './registration.ts';
import { Segments } from './segments.ts';
import { recordTraining } from './training-metrics.ts';
import { alarmMessage, checkpointMessage, progressMessage, snapshotMessage, versionMessage } from './wire-events.ts';

export interface AttemptOptions {
  readonly artifacts: ArtifactRegistry;
  readonly resources: TrainingResources;
  /** Shared with the check of specifications. */
  readonly memo: PlanMemo;
  readonly device: () => Promise<DeviceChoice>;
  readonly telemetry: Telemetry;
  readonly metrics: Instruments<typeof distillerMetrics>;
  /** Of checkpoints and cached vectors. */
  readonly folder: string;
  readonly threads: number | undefined;
  /** Shares of solver and optimiser by kind of step, filled as jobs are measured; undefined measures none. */
  readonly measuredShares: Map<string, TimeShares> | undefined;
  readonly progressMs: number;
  readonly segmentMs: number;
}

export const deviceMessages = {
  cpu: 'DEVICE_CPU',
  webgpu: 'DEVICE_WEBGPU',
  cuda: 'DEVICE_CUDA',
} as const satisfies Record<DeviceChoice['device'], DeviceMessage>;

/** Folder of a job's checkpoints; not needed any more once the job has ended. */
export const jobFolder = (folder: string, jobId: string): string => path.join(folder, 'jobs', jobId);

/** Makes one attempt at a job: plans again, goes on from the last checkpoint, and registers the result. */
export async function attemptJob(
  options: AttemptOptions,
  lease: DistillerLease,
  signal: AbortSignal,
): Promise<AttemptOutcome<JobDocument, DistillerEvent>> {
  const { telemetry, segmentMs } = options;
  const { id, attempts, traceparent, document } = lease.job;
  const { device } = await options.device();
  const segments = new Segments({
    telemetry,
    jobId: id,
    attempt: attempts,
    submitted: traceparent,
    before: [document.segment ?? '', document.checkpointSegment ?? ''],
    attributes: { 'optical.distiller.device': device },
    limitMs: segmentMs,
    keep: (segment) => lease.record({ update: (now) => ({ ...now, segment, device: deviceMessages[device] }) }),
  });
  let outcome = 'error';
  try {
    await segments.start();
    const plan = await segments.during(distillerSpans.prepare, () => planAgain(options, lease, signal));
    const register = await registration(options.artifacts, lease.job, plan);
    const result = await train(options, { lease, plan, segments, register, device }, signal);
    outcome = result.outcome;
    if (result.outcome === 'interrupted') return 'interrupted';
    return await endOf(result, { lease, segments, register });
  } finally {
    segments.finish(outcome);
  }
}

async function planAgain(
  { resources, memo }: Pick<AttemptOptions, 'resources' | 'memo'>,
  { job }: DistillerLease,
  signal: AbortSignal,
): Promise<PlannedTraining> {
  const plan = await planTraining(toTrainingSpec(job.spec)!, resources, { signal, memo });
  if (plan.digest !== job.document.planDigest)
    throw failedPrecondition('the data or this program have changed since the job was accepted; create it again');
  return plan;
}

interface Training {
  readonly lease: DistillerLease;
  readonly plan: PlannedTraining;
  readonly segments: Segments;
  readonly register: Register;
  readonly device: DeviceChoice['device'];
}

async function train(
  options: AttemptOptions,
  { lease, plan, segments, register, device }: Training,
  signal: AbortSignal,
): Promise<TrainingResult> {
  const { folder, threads, progressMs, measuredShares } = options;
  const { id, spec } = lease.job;
  const measure = recordTraining(options.metrics, id);
  const onEvent = async (event: TrainingEvent): Promise<void> => {
    measure(event);
    switch (event.type) {
      case 'progress':
        await lease.record({ events: [{ progress: progressMessage(event.progress) }] });
        await segments.advance(event.progress.step, event.progress.time);
        break;
      case 'validation':
        await segments.next();
        break;
      case 'snapshot': {
        const name = snapshotName(spec.outputName);
        const version = await segments.during(distillerSpans.publish, () =>
          register(name, event.step, event.checkpoint),
        );
        await lease.record({ events: [{ snapshot: snapshotMessage(event, version) }] });
        break;
      }
      case 'checkpoint': {
        const { step, digest } = event;
        const checkpointSegment = await segments.checkpoint({
          'optical.distiller.step': step,
          'optical.distiller.digest': digest,
        });
        await lease.record({
          events: [{ checkpoint: checkpointMessage(event) }],
          update: (document) => ({ ...document, checkpointSegment }),
          isProgress: true,
        });
        break;
      }
      case 'alarm':
        await lease.record({ events: [{ alarm: alarmMessage(event, new Date()) }] });
        break;
      case 'resume':
        segments.resume(event.step, event.time);
        options.telemetry.logger.info(
          { jobId: id, step: event.step, rejected: event.rejected.length },
          'a job goes on from its last checkpoint',
        );
    }
  };
  return runTraining(plan, {
    folder: jobFolder(folder, id),
    cacheFolder: path.join(folder, 'vectors'),
    device,
    tuning: threads === undefined ? {} : { threads },
    signal,
    onEvent,
    progressSeconds: progressMs / 1_000,
    ...(measuredShares && { measuredShares }),
  });
}

async function endOf(
  { outcome, reason = '', best }: TrainingResult,
  { lease, segments, register }: Pick<Training, 'lease' | 'segments' | 'register'>,
): Promise<AttemptOutcome<JobDocument, DistillerEvent>> {
  const state = outcome === 'stopped' ? 'stopped' : 'succeeded';
  if (best === undefined) return { state, message: reason };
  const { spec } = lease.job;
  const version = await segments.during(distillerSpans.publish, () =>
    register(spec.outputName, best.step, best.checkpoint),
  );
  const result = versionMessage(version);
  return { state, message: reason, recording: { update: (document) => ({ ...document, result }) } };
}
