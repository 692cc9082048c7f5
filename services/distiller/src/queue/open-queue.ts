import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { SettingsOf } from '@optical/config';
import { OpticalError } from '@optical/errors';
import { JobQueue, openDatabase } from '@optical/jobs';
import type { Telemetry } from '@optical/telemetry';
import type { distillerSettings } from '../config.ts';
import type { CompleteSpec } from '../spec/complete-spec.ts';
import { projectEvent } from './job-document.ts';
import type { DistillerEvent, JobDocument } from './job-document.ts';

export type DistillerQueue = JobQueue<CompleteSpec, JobDocument, DistillerEvent>;

const betweenTriesMs = 1_000;

/** The queue, which is opened in the background: making an embedded one takes seconds. */
export interface QueueAccess {
  /** Waits for the queue to be open. @throws OpticalError `unavailable` while its database does not answer */
  get(): Promise<DistillerQueue>;
  /** Waits for the queue however long its database does not answer. Undefined when it cannot be opened at all. */
  whenOpen(): Promise<DistillerQueue | undefined>;
  /** Undefined until it is open. */
  readonly opened: DistillerQueue | undefined;
  close(): Promise<void>;
}

/**
 * Opens the queue, again and again while its database does not answer.
 * @param folder of the service, where an embedded queue is kept
 * @throws OpticalError `failed-precondition` when another process uses the folder
 */
export function openQueue(
  { jobs }: Pick<SettingsOf<typeof distillerSettings>, 'jobs'>,
  folder: string,
  { logger }: Pick<Telemetry, 'logger'>,
): QueueAccess {
  const database = openDatabase(
    jobs.database === undefined ? { folder: path.join(folder, 'queue') } : { connectionString: jobs.database },
  );
  const options = {
    project: projectEvent,
    leaseMs: jobs.leaseMs,
    pollMs: jobs.pollMs,
    backOff: jobs.retry,
    maxQueued: jobs.maxQueued,
  };
  const closing = new AbortController();
  let opened: DistillerQueue | undefined;
  let trouble: OpticalError | undefined;
  const tryOnce = async (): Promise<DistillerQueue | undefined> => {
    try {
      opened = await JobQueue.open(database, options);
      trouble = undefined;
      return opened;
    } catch (error) {
      if (!(error instanceof OpticalError) || error.kind !== 'unavailable' || closing.signal.aborted) throw error;
      trouble ??= error;
      logger.warn({ err: error }, 'the job queue cannot be opened yet');
      await sleep(betweenTriesMs, undefined, { signal: closing.signal }).catch(() => undefined);
      return undefined;
    }
  };
  const opening = (async () => {
    for (;;) {
      const queue = await tryOnce();
      if (queue !== undefined) return queue;
    }
  })();
  opening.catch((error: unknown) => {
    if (!closing.signal.aborted) logger.error({ err: error }, 'the job queue cannot be opened');
  });
  return {
    get: () => (trouble === undefined ? opening : Promise.reject(trouble)),
    whenOpen: () => opening.catch(() => undefined),
    get opened() {
      return opened;
    },
    close: async () => {
      closing.abort();
      await database.close();
      await opening.catch(() => undefined);
    },
  };
}
