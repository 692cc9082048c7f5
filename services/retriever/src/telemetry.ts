import { defineMetrics, defineSpans } from '@optical/telemetry';

/** Spans of the retriever, beside those of its RPCs. Their times are those that replies tell. */
export const retrieverSpans = defineSpans('retriever', {
  queue: { name: 'optical.retriever.queue', description: 'A search waits for its turn, or its tokens for a batch.' },
  detect: { name: 'optical.retriever.detect', description: 'The language of a query is detected.' },
  tokenize: { name: 'optical.retriever.tokenize', description: 'A query is cut into tokens.' },
  encode: { name: 'optical.retriever.encode', description: 'The batch that holds a query is computed.' },
  search: { name: 'optical.retriever.search', description: 'The indexer finds candidates and scores them exactly.' },
  load: {
    name: 'optical.retriever.load',
    description: 'An encoder is read, opened and compared with its stored vectors.',
  },
});

/** Metrics of the retriever, beside those of its RPCs. */
export const retrieverMetrics = defineMetrics('retriever', {
  stageDuration: {
    name: 'optical.retriever.stage.duration',
    kind: 'histogram',
    unit: 's',
    description: 'Time of each stage of a search, by stage.',
    boundaries: [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5],
  },
  partial: {
    name: 'optical.retriever.searches.partial',
    kind: 'counter',
    unit: '{search}',
    description: 'Searches whose deadline cut re-ranking short.',
  },
  refused: {
    name: 'optical.retriever.searches.refused',
    kind: 'counter',
    unit: '{search}',
    description: 'Searches that were refused because too many were under way.',
  },
  waiting: {
    name: 'optical.retriever.searches.waiting',
    kind: 'observableGauge',
    unit: '{search}',
    description: 'Searches that wait for their turn.',
  },
  detections: {
    name: 'optical.retriever.detections',
    kind: 'counter',
    unit: '{query}',
    description: 'Queries whose language was detected, by language.',
  },
  modelEvents: {
    name: 'optical.retriever.model.events',
    kind: 'counter',
    unit: '{event}',
    description: 'Encoders that were loaded, swapped, refused or evicted, by event.',
  },
  modelMemory: {
    name: 'optical.retriever.model.memory',
    kind: 'observableGauge',
    unit: 'By',
    description: 'Estimated memory of all encoders together.',
  },
});
