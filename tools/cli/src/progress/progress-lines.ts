import type { Progress, ProgressUpdate } from './progress.ts';

/** A task is reported at most this often, so that logs stay readable. */
const intervalMs = 1_000;

interface Reported {
  at: number;
  /** The newest update that has not been printed. */
  pending?: ProgressUpdate;
}

/**
 * One JSON object per line: `{"type":"progress","task":…,"done":…,"total":…,"unit":…,"note":…}`. Each task's first and
 * last update are printed, and one per second between them.
 */
export function progressLines(stream: NodeJS.WritableStream, now: () => number = () => performance.now()): Progress {
  const tasks = new Map<string, Reported>();
  const print = (task: string, { done, total, unit, note }: ProgressUpdate): void => {
    stream.write(`${JSON.stringify({ type: 'progress', task, done, total, unit, note })}\n`);
  };
  const finish = (): void => {
    for (const [task, { pending }] of tasks) if (pending) print(task, pending);
    tasks.clear();
  };
  return {
    update: (task, update) => {
      const reported = tasks.get(task);
      if (reported && now() - reported.at < intervalMs && update.done !== update.total) {
        reported.pending = update;
        return;
      }
      tasks.set(task, { at: now() });
      print(task, update);
    },
    finish,
    [Symbol.dispose]: finish,
  };
}
