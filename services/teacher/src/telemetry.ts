import { defineMetrics, defineSpans } from '@optical/telemetry';

/** Spans of the teacher, beside those of its RPCs. */
export const teacherSpans = defineSpans('teacher', {
  tokenize: { name: 'optical.teacher.tokenize', description: 'Texts of one call are cut into tokens.' },
  queue: { name: 'optical.teacher.queue', description: 'The texts of one call wait for their first batch to begin.' },
  encode: { name: 'optical.teacher.encode', description: 'The batches that hold the texts of one call are computed.' },
  load: { name: 'optical.teacher.load', description: 'A model is read, opened and compared with its stored vectors.' },
});

/** Metrics of the teacher, beside those of its RPCs. */
export const teacherMetrics = defineMetrics('teacher', {
  queuedTokens: {
    name: 'optical.teacher.queue.tokens',
    kind: 'observableGauge',
    unit: '{token}',
    description: 'Tokens that wait for all models together, padding included.',
  },
  batchTexts: {
    name: 'optical.teacher.batch.texts',
    kind: 'histogram',
    unit: '{text}',
    description: 'Texts that share a batch.',
    boundaries: [1, 2, 4, 8, 16, 32, 64, 128, 256, 512],
  },
  batchDuration: {
    name: 'optical.teacher.batch.duration',
    kind: 'histogram',
    unit: 's',
    description: 'Time to compute one batch.',
    boundaries: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
  },
  batchPadding: {
    name: 'optical.teacher.batch.padding',
    kind: 'histogram',
    unit: '1',
    description: 'Share of the computed tokens of a batch that are padding.',
    boundaries: [0.01, 0.025, 0.05, 0.1, 0.15, 0.2, 0.3, 0.5],
  },
  tokens: {
    name: 'optical.teacher.tokens',
    kind: 'counter',
    unit: '{token}',
    description: 'Tokens of texts that were computed, without padding.',
  },
  dropped: {
    name: 'optical.teacher.texts.dropped',
    kind: 'counter',
    unit: '{text}',
    description: 'Texts that were dropped before they were computed because nobody waited for them any more.',
  },
  loads: {
    name: 'optical.teacher.model.loads',
    kind: 'counter',
    unit: '{model}',
    description: 'Models that came into memory.',
  },
  loadDuration: {
    name: 'optical.teacher.model.load.duration',
    kind: 'histogram',
    unit: 's',
    description: 'Time until a model was in memory and checked.',
    boundaries: [0.1, 0.25, 0.5, 1, 2.5, 5, 10, 25, 50, 100],
  },
  swaps: {
    name: 'optical.teacher.model.swaps',
    kind: 'counter',
    unit: '{swap}',
    description: 'Times that a reference came to be served by another version.',
  },
  rejections: {
    name: 'optical.teacher.model.rejections',
    kind: 'counter',
    unit: '{model}',
    description: 'Versions that were not taken because they did not load or failed their check.',
  },
  evictions: {
    name: 'optical.teacher.model.evictions',
    kind: 'counter',
    unit: '{model}',
    description: 'Models that left memory to make room.',
  },
  modelMemory: {
    name: 'optical.teacher.model.memory',
    kind: 'observableGauge',
    unit: 'By',
    description: 'Estimated memory of all loaded models together.',
  },
});
