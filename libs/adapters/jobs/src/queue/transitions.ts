import type { JobState } from './job.ts';
import type { JobRow } from './rows.ts';

/** What a transition reads of a job. */
export type JobStanding = Pick<
  JobRow,
  'state' | 'attempts' | 'failures' | 'max_attempts' | 'is_handed_back' | 'is_expired' | 'lease_owner' | 'cancel_reason'
>;

/** What a transition changes. */
export interface Transition {
  readonly state: JobState;
  readonly attempts: number;
  readonly failures: number;
  readonly isHandedBack: boolean;
  readonly message: string;
}

/** A worker asks for a job that waits, or whose lease nobody has renewed. */
export function taken(job: JobStanding): Transition {
  const isAbandoned = job.state === 'running';
  const failures = job.failures + (isAbandoned ? 1 : 0);
  const gone = isAbandoned ? `worker ${job.lease_owner ?? ''} is gone` : '';
  if (job.cancel_reason !== null) return { ...still(job), state: 'cancelled', message: job.cancel_reason };
  if (failures >= job.max_attempts)
    return {
      ...still(job),
      state: 'failed',
      failures,
      message: `${gone}; ${failures} attempts in a row ended without a new checkpoint, the limit is ${job.max_attempts}`,
    };
  return {
    state: 'running',
    attempts: job.attempts + (job.is_handed_back ? 0 : 1),
    failures,
    isHandedBack: false,
    message: gone,
  };
}

/** An attempt ended with an error. @param isPermanent whether another attempt would end the same way */
export function failed(job: JobStanding, message: string, isPermanent: boolean): Transition {
  const failures = job.failures + 1;
  if (job.cancel_reason !== null) return { ...still(job), state: 'cancelled', message: job.cancel_reason };
  const isOver = isPermanent || failures >= job.max_attempts;
  return { ...still(job), state: isOver ? 'failed' : 'queued', failures, message };
}

/** A worker that shuts down gives the job to another; the attempt goes on there. */
export function handedBack(job: JobStanding, message: string): Transition {
  if (job.cancel_reason !== null) return { ...still(job), state: 'cancelled', message: job.cancel_reason };
  return { ...still(job), state: 'queued', isHandedBack: true, message };
}

/** Somebody asks to end the job. Undefined while a worker holds it: it is told, and ends the job itself. */
export function cancelled(job: JobStanding, reason: string): Transition | undefined {
  if (job.state === 'running' && !job.is_expired) return undefined;
  return { ...still(job), state: 'cancelled', message: reason };
}

const still = ({ state, attempts, failures, is_handed_back }: JobStanding): Transition => ({
  state,
  attempts,
  failures,
  isHandedBack: is_handed_back,
  message: '',
});

/** Milliseconds to wait before the next attempt: doubled with each failure, up to a limit. @param failures 1 or more */
export function backOffMs(
  failures: number,
  { baseMs, maxMs }: { readonly baseMs: number; readonly maxMs: number },
): number {
  return Math.min(maxMs, baseMs * 2 ** Math.min(failures - 1, 30));
}
