import type { Telemetry } from '@optical/telemetry';
import type { EngineObserver } from '@optical/vector-store';
import { indexerSpans } from './telemetry.ts';
import type { IndexerMetrics } from './telemetry.ts';

/** Metrics, spans and log lines of what the engine does in the background. */
export function observeEngine({ tracer, logger }: Telemetry, metrics: IndexerMetrics): EngineObserver {
  return {
    onBuilt: (collection, kind, seconds) => {
      metrics.buildDuration.record(seconds, { 'optical.indexer.build': kind });
      const attributes = { 'optical.indexer.collection': collection, 'optical.indexer.build': kind };
      tracer.startSpan(indexerSpans.build.name, { startTime: Date.now() - 1000 * seconds, attributes }).end();
      logger.info({ collection, kind, seconds }, 'the index of a collection was built');
    },
    onBuildFailed: (collection, error) => {
      metrics.buildFailures.add(1);
      logger.error({ collection, err: error }, 'an index could not be built, the one before stays');
    },
    onDamage: (collection, error) => {
      metrics.damagedIndexes.add(1);
      logger.error({ collection, err: error }, 'files of an index are damaged, it is built again');
    },
    onEvict: (collection) => {
      logger.info({ collection }, 'a collection that nobody uses left the memory');
    },
    onRecall: (collection, k, recall) => {
      // Clients choose k, and each value of an attribute is a series of its own.
      const magnitude = 10 ** Math.ceil(Math.log10(k));
      metrics.recall.record(recall, { 'optical.indexer.collection': collection, 'optical.indexer.k': magnitude });
    },
  };
}
