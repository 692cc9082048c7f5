import { timestampFromDate } from '@optical/contracts';
import type { Job, JobEvent, JobState as WireState } from '@optical/contracts/distiller';
import type { JobState, StoredEvent } from '@optical/jobs';
import { fromTraceparent } from '@optical/telemetry';
import type { DistillerEvent, DistillerJob } from './job-document.ts';

export const wireStates = {
  queued: 'JOB_STATE_QUEUED',
  running: 'JOB_STATE_RUNNING',
  succeeded: 'JOB_STATE_SUCCEEDED',
  stopped: 'JOB_STATE_STOPPED',
  failed: 'JOB_STATE_FAILED',
  cancelled: 'JOB_STATE_CANCELLED',
} as const satisfies Record<JobState, WireState>;

const instant = (date: Date | null) => (date === null ? null : timestampFromDate(date));

/** A job as the message. */
export function jobMessage(job: DistillerJob): Job {
  const { document } = job;
  const { progress, lastNdcg, result } = document;
  return {
    id: job.id,
    spec: job.spec,
    state: wireStates[job.state],
    createTime: instant(job.createdAt),
    startTime: instant(job.startedAt),
    endTime: instant(job.endedAt),
    attempts: job.attempts,
    device: document.device,
    ...(progress && { progress: { ...progress, ...(lastNdcg !== undefined && { lastNdcg }) } }),
    bitextReports: [...document.bitextReports],
    snapshots: [...document.snapshots],
    alarms: [...document.alarms],
    scores: [...document.scores],
    ...(result && { result }),
    statusMessage: job.statusMessage,
    traceId: fromTraceparent(job.traceparent)?.traceId ?? '',
  };
}

/** An event as the message. @param lastNdcg latest nDCG@10 before it */
export function eventMessage({ sequence, time, body }: StoredEvent<DistillerEvent>, lastNdcg?: number): JobEvent {
  const about = { sequence, time: timestampFromDate(time) };
  if ('stateChange' in body) {
    const { state, attempt, message } = body.stateChange;
    return { ...about, event: 'stateChange', stateChange: { state: wireStates[state], attempt, message } };
  }
  const { event } = body;
  if ('progress' in event && lastNdcg !== undefined)
    return { ...about, event: 'progress', progress: { ...event.progress, lastNdcg } };
  return { ...about, ...event };
}
