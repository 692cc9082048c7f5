/**
 * Preloaded into a process (`node --import`) whose event loop is to be watched: on the message `reset` it begins anew,
 * on `read` it answers with the quantiles of the delay since then, in milliseconds.
 */
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { isMainThread } from 'node:worker_threads';

/** What the process answers. */
export interface EventLoopDelay {
  readonly p50: number;
  readonly p99: number;
  readonly max: number;
}

/** Timers fire so often, in milliseconds; what they are late is the delay. */
const resolution = 1;

if (isMainThread && process.send !== undefined) {
  const histogram = monitorEventLoopDelay({ resolution });
  histogram.enable();
  const milliseconds = (nanoseconds: number): number => Math.max(0, nanoseconds / 1e6 - resolution);
  process.on('message', (message) => {
    if (message === 'reset') histogram.reset();
    if (message !== 'read') return;
    const delay: EventLoopDelay = {
      p50: milliseconds(histogram.percentile(50)),
      p99: milliseconds(histogram.percentile(99)),
      max: milliseconds(histogram.max),
    };
    process.send!(delay);
  });
  // The listener must not keep the process alive that is being watched.
  process.channel?.unref();
}
