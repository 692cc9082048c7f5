import { defineMetrics, defineSpans } from '@optical/telemetry';
import type { Instruments } from '@optical/telemetry';

/** Spans of the indexer, beside those of its RPCs. */
export const indexerSpans = defineSpans('indexer', {
  queue: { name: 'optical.indexer.queue', description: 'A search waits for a thread.' },
  candidates: {
    name: 'optical.indexer.candidates',
    description: 'Candidates of one search are found, by filter and centroids.',
  },
  rerank: {
    name: 'optical.indexer.rerank',
    description: 'Candidates of one search are scored, and the best are read.',
  },
  build: { name: 'optical.indexer.build', description: 'The candidate index of a collection is built.' },
});

/** Metrics of the indexer, beside those of its RPCs. */
export const indexerMetrics = defineMetrics('indexer', {
  waiting: {
    name: 'optical.indexer.queue.calls',
    kind: 'observableGauge',
    unit: '{call}',
    description: 'Searches and reads that wait for a thread.',
  },
  memory: {
    name: 'optical.indexer.memory',
    kind: 'observableGauge',
    unit: 'By',
    description: 'Memory of the passages of all collections together.',
  },
  stageDuration: {
    name: 'optical.indexer.search.stage.duration',
    kind: 'histogram',
    unit: 's',
    description: 'Time of one stage of a search: queue, candidates or rerank.',
    boundaries: [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5],
  },
  partial: {
    name: 'optical.indexer.search.partial',
    kind: 'counter',
    unit: '{search}',
    description: 'Searches whose deadline cut the scoring of candidates short.',
  },
  recall: {
    name: 'optical.indexer.search.recall',
    kind: 'histogram',
    unit: '1',
    description: 'Share of the exact best k that a sampled search found, by k rounded up to a power of ten.',
    boundaries: [0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 0.99, 1],
  },
  passagesWritten: {
    name: 'optical.indexer.passages.written',
    kind: 'counter',
    unit: '{passage}',
    description: 'Passages that were added or replaced.',
  },
  passagesRefused: {
    name: 'optical.indexer.passages.refused',
    kind: 'counter',
    unit: '{passage}',
    description: 'Passages that were refused while others of their batch were written.',
  },
  buildDuration: {
    name: 'optical.indexer.build.duration',
    kind: 'histogram',
    unit: 's',
    description: 'Time to build the candidate index of a collection.',
    boundaries: [0.1, 0.25, 0.5, 1, 2.5, 5, 10, 25, 50, 100, 250, 500],
  },
  damagedIndexes: {
    name: 'optical.indexer.index.damaged',
    kind: 'counter',
    unit: '{index}',
    description: 'Indexes whose files could not be read when their collection was opened; they are built again.',
  },
  buildFailures: {
    name: 'optical.indexer.build.failures',
    kind: 'counter',
    unit: '{build}',
    description: 'Builds that failed; the index before stays in use.',
  },
});

export type IndexerMetrics = Instruments<typeof indexerMetrics>;
