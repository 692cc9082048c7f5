import cliProgress from 'cli-progress';
import type { SingleBar } from 'cli-progress';
import { renderProgress } from './render-progress.ts';
import type { Progress } from './progress.ts';

/** One bar per task on a terminal; a line that counts where the total is not known. */
export function progressBars(stream: NodeJS.WritableStream): Progress {
  const bars = new cliProgress.MultiBar({
    stream,
    fps: 10,
    clearOnComplete: false,
    // Both would take Ctrl-C away from the command, and leave a broken terminal if it were killed.
    gracefulExit: false,
    hideCursor: false,
    format: (_options, { startTime }, { task, update, columns }: Payload) =>
      renderProgress(task, update, (Date.now() - startTime) / 1000, columns),
  });
  const columns = 'columns' in stream && typeof stream.columns === 'number' ? stream.columns : 80;
  const barOf = new Map<string, SingleBar>();
  const finish = (): void => {
    bars.stop();
  };
  return {
    update: (task, update) => {
      const payload: Payload = { task, update, columns };
      // The library clamps values to the total and divides by it; the text is rendered from the update.
      const total = Math.max(update.total ?? update.done + 1, 1);
      const bar = barOf.get(task);
      if (bar) {
        bar.setTotal(total);
        bar.update(update.done, payload);
      } else {
        barOf.set(task, bars.create(total, update.done, payload));
      }
    },
    finish,
    [Symbol.dispose]: finish,
  };
}

interface Payload {
  readonly task: string;
  readonly update: Parameters<Progress['update']>[1];
  readonly columns: number;
}
