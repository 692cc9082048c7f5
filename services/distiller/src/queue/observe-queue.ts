import type { Instruments } from '@optical/telemetry';
import type { distillerMetrics } from '../telemetry.ts';
import type { QueueAccess } from './open-queue.ts';

/** Reports the depth of the queue, the jobs of this process and its memory whenever metrics are read. */
export function observeQueue(
  metrics: Instruments<typeof distillerMetrics>,
  queue: QueueAccess,
  running: ReadonlySet<string>,
): void {
  metrics.queued.addCallback(async (result) => {
    const queued = await queue.opened?.countQueued().catch(() => undefined);
    if (queued !== undefined) result.observe(queued);
  });
  metrics.running.addCallback((result) => {
    result.observe(running.size);
  });
  metrics.memory.addCallback((result) => {
    result.observe(process.memoryUsage.rss());
  });
}
