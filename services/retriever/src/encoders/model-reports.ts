import type { ModelReports } from '@optical/encoding';
import type { Instruments, Telemetry } from '@optical/telemetry';
import { retrieverSpans } from '../telemetry.ts';
import type { retrieverMetrics } from '../telemetry.ts';

/** Metrics and log lines of the encoders in memory. */
export function reportModels(
  { tracer, logger }: Telemetry,
  metrics: Pick<Instruments<typeof retrieverMetrics>, 'modelEvents' | 'modelMemory'>,
): ModelReports {
  const count = (event: string): void => {
    metrics.modelEvents.add(1, { event });
  };
  return {
    onDevice: ({ device, reason }) => {
      logger.info({ device, reason }, 'encoders run on this device');
    },
    observer: {
      onLoad: ({ name, digest }, seconds) => {
        count('loaded');
        tracer.startSpan(retrieverSpans.load.name, { startTime: Date.now() - 1000 * seconds }).end();
        logger.info({ model: name, digest, seconds }, 'an encoder is in memory');
      },
      onSwap: (reference, from, to) => {
        count('swapped');
        logger.info({ model: reference, from: from.digest, to: to.digest }, 'another version encodes from now on');
      },
      onReject: ({ name, digest }, error) => {
        count('refused');
        logger.error({ model: name, digest, err: error }, 'a version was refused, the one before stays');
      },
      onEvict: ({ name, digest }) => {
        count('evicted');
        logger.info({ model: name, digest }, 'an encoder left memory to make room');
      },
    },
    watch: (pool) => {
      metrics.modelMemory.addCallback((result) => {
        result.observe(pool.loaded.reduce((sum, { encoder }) => sum + encoder.description.memoryBytes, 0));
      });
    },
  };
}
