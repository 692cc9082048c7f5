import { rm } from 'node:fs/promises';
import { hostname } from 'node:os';
import { OpticalError } from '@optical/errors';
import { runOutsideCall } from '@optical/grpc';
import { runWorker } from '@optical/jobs';
import type { DistillerQueue, QueueAccess } from '../queue/open-queue.ts';
import { attemptJob, jobFolder } from './attempt.ts';
import type { AttemptOptions } from './attempt.ts';

export interface Workers {
  /** Identifiers of the jobs that this process trains now. */
  readonly running: ReadonlySet<string>;
  /** Takes jobs until the signal aborts; resolves when those at hand have been handed back. */
  run(signal: AbortSignal): Promise<void>;
}

/** @param count jobs that train at the same time */
export function createWorkers(queue: QueueAccess, options: AttemptOptions, count: number): Workers {
  const running = new Set<string>();
  const { logger } = options.telemetry;
  const work = async (opened: DistillerQueue, signal: AbortSignal, number: number): Promise<void> => {
    await runWorker({
      queue: opened,
      owner: `${hostname()}/${process.pid}/${number}`,
      signal,
      attempt: async (lease, stop) => {
        const { id, attempts } = lease.job;
        running.add(id);
        logger.info({ jobId: id, attempt: attempts }, 'a job is taken');
        try {
          const outcome = await attemptJob(options, lease, stop);
          const how = outcome === 'interrupted' ? outcome : outcome.state;
          options.metrics.attempts.add(1, { 'optical.distiller.outcome': how });
          return outcome;
        } catch (error) {
          options.metrics.attempts.add(1, { 'optical.distiller.outcome': 'error' });
          throw error;
        } finally {
          running.delete(id);
        }
      },
      onEnded: (jobId) => rm(jobFolder(options.folder, jobId), { recursive: true, force: true }),
      onTrouble: (err, what) => {
        const isExpected = err instanceof OpticalError && err.kind !== 'internal';
        logger[isExpected ? 'warn' : 'error']({ err, what }, 'trouble with a job');
      },
    });
  };
  return {
    running,
    run: async (signal) => {
      const numbers = Array.from({ length: count }, (_, index) => index + 1);
      const opened = await queue.whenOpen();
      if (opened === undefined) return;
      await runOutsideCall(() => Promise.all(numbers.map((number) => work(opened, signal, number))));
    },
  };
}
