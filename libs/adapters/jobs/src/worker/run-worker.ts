import { OpticalError } from '@optical/errors';
import { isFinal } from '../queue/job.ts';
import type { FinalState, JobState } from '../queue/job.ts';
import type { JobQueue } from '../queue/job-queue.ts';
import type { Lease } from '../queue/lease.ts';
import type { Recording } from '../queue/record.ts';

/** How an attempt ended: the job has ended, or the attempt was interrupted by the signal and can go on elsewhere. */
export type AttemptOutcome<Document, Event> =
  | { readonly state: FinalState; readonly message?: string; readonly recording?: Recording<Document, Event> }
  | 'interrupted';

export interface WorkerOptions<Spec, Document, Event> {
  readonly queue: JobQueue<Spec, Document, Event>;
  /** Name of the worker, for people. */
  readonly owner: string;
  /**
   * Makes one attempt. `signal` aborts when it must stop: the job was cancelled or lost, or the worker ends. Then it may
   * resolve with `interrupted` or throw.
   */
  readonly attempt: (
    lease: Lease<Spec, Document, Event>,
    signal: AbortSignal,
  ) => Promise<AttemptOutcome<Document, Event>>;
  /** Aborted when the worker shall end; the job at hand is handed back. */
  readonly signal: AbortSignal;
  /** Called when this worker has ended a job: nobody will take it again. */
  readonly onEnded?: (jobId: string) => Promise<void>;
  /** Told of what does not reach the job: the database does not answer, the job was lost. */
  readonly onTrouble: (error: unknown, what: string) => void;
}

/** Takes jobs one after the other until the signal aborts and the job at hand has been handed back. */
export async function runWorker<Spec, Document, Event>(options: WorkerOptions<Spec, Document, Event>): Promise<void> {
  const { queue, owner, signal, onTrouble } = options;
  using news = queue.workAlarm();
  while (!signal.aborted) {
    try {
      const lease = await queue.take(owner);
      if (lease === undefined) await news.wait(queue.pollMs, signal);
      else await attemptJob(lease, options);
    } catch (error) {
      onTrouble(error, 'the job queue cannot be read');
      await news.wait(queue.pollMs, signal);
    }
  }
}

async function attemptJob<Spec, Document, Event>(
  lease: Lease<Spec, Document, Event>,
  { attempt, signal, onEnded, onTrouble }: WorkerOptions<Spec, Document, Event>,
): Promise<void> {
  try {
    const outcome = await attempt(lease, AbortSignal.any([signal, lease.signal])).catch((error: unknown) => ({
      error,
    }));
    const { stopReason } = lease;
    if (stopReason !== undefined && 'lost' in stopReason) throw new OpticalError('aborted', stopReason.lost);
    const state = await leave(lease, outcome, signal);
    if (outcome !== 'interrupted' && 'error' in outcome && !signal.aborted && stopReason === undefined)
      onTrouble(outcome.error, 'an attempt failed');
    if (isFinal(state)) await onEnded?.(lease.job.id);
  } catch (error) {
    onTrouble(error, 'the end of an attempt could not be recorded');
  } finally {
    lease.close();
  }
}

/** Records how an attempt ended. @returns the state that the job is in now */
async function leave<Spec, Document, Event>(
  lease: Lease<Spec, Document, Event>,
  outcome: AttemptOutcome<Document, Event> | { readonly error: unknown },
  signal: AbortSignal,
): Promise<JobState> {
  if (outcome !== 'interrupted' && 'state' in outcome)
    return lease.finish(outcome.state, outcome.message, outcome.recording);
  if (lease.stopReason !== undefined && 'cancelled' in lease.stopReason)
    return lease.finish('cancelled', lease.stopReason.cancelled);
  if (signal.aborted) return lease.handBack('the worker shuts down');
  if (outcome === 'interrupted') throw new Error('an attempt was interrupted without being asked to');
  return lease.fail(describe(outcome.error), isPermanent(outcome.error));
}

/** Another attempt would end the same way. */
const permanentKinds = new Set([
  'invalid-argument',
  'out-of-range',
  'not-found',
  'already-exists',
  'failed-precondition',
  'permission-denied',
  'unauthenticated',
  'unimplemented',
  'data-loss',
]);

const isPermanent = (error: unknown): boolean => error instanceof OpticalError && permanentKinds.has(error.kind);

/** What callers may read: the message of an `OpticalError`; others are defects and stand in the log. */
function describe(error: unknown): string {
  return error instanceof OpticalError ? `${error.kind}: ${error.message}` : 'an internal error; the log says more';
}
