import { createHash } from 'node:crypto';
import type { Job__Output, JobEvent__Output, JobSpec, JobState__Output } from '@optical/contracts/distiller';
import type { ServiceClient } from '@optical/grpc';
import { isPassing, patiently } from './patience.ts';

export type DistillerClient = Pick<
  ServiceClient<'distiller'>,
  'createJob' | 'selectPairs' | 'getJob' | 'listJobs' | 'watchJob' | 'cancelJob' | 'recordScores' | 'describeService'
>;

/** Checking a specification reads and tokenises all of its data. */
const createDeadlineMs = 600_000;
/** A watch that has nothing to tell for so long is begun again. */
const watchDeadlineMs = 3_600_000;

const ended: ReadonlySet<JobState__Output> = new Set([
  'JOB_STATE_SUCCEEDED',
  'JOB_STATE_STOPPED',
  'JOB_STATE_FAILED',
  'JOB_STATE_CANCELLED',
]);

/** A request id that is the same whenever the study asks again. @param what of the study, such as a cell and a rate */
export const requestIdOf = (studyId: string, what: string): string =>
  `study-${studyId}-${createHash('sha256').update(what).digest('hex').slice(0, 24)}`.slice(0, 100);

export interface RunJobOptions {
  readonly requestId: string;
  readonly spec: JobSpec;
  readonly signal: AbortSignal;
  /** Told the id as soon as there is one. */
  readonly onCreated?: (job: Job__Output) => Promise<void>;
  readonly onEvent?: (event: JobEvent__Output) => void;
}

/** Puts a job on the distiller's queue, or finds the one that is there, and waits for its end. */
export async function runJob(client: DistillerClient, options: RunJobOptions): Promise<Job__Output> {
  const { requestId, spec, signal, onCreated, onEvent } = options;
  const { job } = await patiently(signal, () =>
    client.createJob({ requestId, spec }, { deadlineMs: createDeadlineMs, signal }),
  );
  await onCreated?.(job!);
  const jobId = job!.id;
  let after = 0;
  for (;;) {
    try {
      for await (const { event } of client.watchJob(
        { jobId, afterSequence: after },
        { deadlineMs: watchDeadlineMs, signal },
      )) {
        after = event!.sequence;
        onEvent?.(event!);
      }
    } catch (error) {
      if (!isPassing(error)) throw error;
    }
    const now = await patiently(signal, () => client.getJob({ jobId }, { signal }));
    if (ended.has(now.job!.state)) return now.job!;
  }
}
