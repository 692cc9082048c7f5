import { hostname } from 'node:os';
import { OpticalError } from '@optical/errors';
import { runOutsideCall } from '@optical/grpc';
import { runWorker } from '@optical/jobs';
import { setTimeout as sleep } from 'node:timers/promises';
import type { StudyAccess, Studies } from '../store/open-studies.ts';
import { attemptStudy } from './attempt-study.ts';
import type { StudyParts } from './study-parts.ts';

export interface StudyWorkers {
  /** Identifiers of the studies that this process runs now. */
  readonly running: ReadonlySet<string>;
  /** Takes studies until the signal aborts; resolves when those at hand have been handed back. */
  run(signal: AbortSignal): Promise<void>;
}

const betweenTriesMs = 1_000;

/** @param count studies that run at the same time @param onOutcome told how attempts end */
export function studyWorkers(
  access: StudyAccess,
  parts: StudyParts,
  count: number,
  onOutcome: (outcome: string) => void,
): StudyWorkers {
  const running = new Set<string>();
  const { logger } = parts.telemetry;
  const work = ({ queue, cells }: Studies, signal: AbortSignal, number: number): Promise<void> =>
    runWorker({
      queue,
      owner: `${hostname()}/${process.pid}/${number}`,
      signal,
      attempt: async (lease, stop) => {
        running.add(lease.job.id);
        try {
          const outcome = await attemptStudy(parts, cells, lease, stop);
          onOutcome(outcome === 'interrupted' ? outcome : outcome.state);
          return outcome;
        } catch (error) {
          onOutcome('error');
          throw error;
        } finally {
          running.delete(lease.job.id);
        }
      },
      onTrouble: (err, what) => {
        const isExpected = err instanceof OpticalError && err.kind !== 'internal';
        logger[isExpected ? 'warn' : 'error']({ err, what }, 'trouble with a study');
      },
    });
  const opened = async (signal: AbortSignal): Promise<Studies | undefined> => {
    while (!signal.aborted) {
      try {
        return await access.get();
      } catch (err) {
        if (!(err instanceof OpticalError) || err.kind !== 'unavailable') throw err;
        logger.warn({ err }, 'the studies cannot be opened yet');
        await sleep(betweenTriesMs, undefined, { signal }).catch(() => undefined);
      }
    }
    return undefined;
  };
  return {
    running,
    run: async (signal) => {
      const studies = await opened(signal);
      if (studies === undefined) return;
      const numbers = Array.from({ length: count }, (_, index) => index + 1);
      await runOutsideCall(() => Promise.all(numbers.map((number) => work(studies, signal, number))));
    },
  };
}
