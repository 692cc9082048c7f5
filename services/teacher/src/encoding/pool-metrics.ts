import type { ModelReports } from '@optical/encoding';
import { createMetrics } from '@optical/telemetry';
import type { Telemetry } from '@optical/telemetry';
import { teacherMetrics, teacherSpans } from '../telemetry.ts';

/** Metrics and log lines of what happens in a pool of models. */
export function createPoolMetrics({ meter, tracer, logger }: Telemetry): ModelReports {
  const metrics = createMetrics(meter, teacherMetrics);
  return {
    onDevice: ({ device, reason }) => {
      logger.info({ device, reason }, 'models run on this device');
    },
    observer: {
      onBatch: ({ size, tokens, computedTokens, seconds }) => {
        metrics.batchTexts.record(size);
        metrics.batchDuration.record(seconds);
        metrics.batchPadding.record(1 - tokens / computedTokens);
        metrics.tokens.add(tokens);
      },
      onDrop: (texts) => {
        metrics.dropped.add(texts);
      },
      onLoad: ({ name, digest }, seconds) => {
        metrics.loads.add(1);
        metrics.loadDuration.record(seconds);
        tracer.startSpan(teacherSpans.load.name, { startTime: Date.now() - 1000 * seconds }).end();
        logger.info({ model: name, digest, seconds }, 'a model is in memory');
      },
      onSwap: (reference, from, to) => {
        metrics.swaps.add(1);
        logger.info({ model: reference, from: from.digest, to: to.digest }, 'another version serves from now on');
      },
      onReject: ({ name, digest }, error) => {
        metrics.rejections.add(1);
        logger.error({ model: name, digest, err: error }, 'a version was refused, the one before stays');
      },
      onEvict: ({ name, digest }) => {
        metrics.evictions.add(1);
        logger.info({ model: name, digest }, 'a model left memory to make room');
      },
    },
    watch: (pool) => {
      metrics.queuedTokens.addCallback((result) => {
        result.observe(pool.queuedTokens);
      });
      metrics.modelMemory.addCallback((result) => {
        result.observe(pool.loaded.reduce((sum, { encoder }) => sum + encoder.description.memoryBytes, 0));
      });
    },
  };
}
