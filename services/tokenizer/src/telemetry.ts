import { defineMetrics, defineSpans } from '@optical/telemetry';

/** Spans of the tokenizer, beside those of its RPCs. */
export const tokenizerSpans = defineSpans('tokenizer', {
  load: { name: 'optical.tokenizer.load', description: 'A vocabulary is read and brought into memory.' },
  train: { name: 'optical.tokenizer.train', description: 'A corpus is received and a vocabulary trained on it.' },
  measure: { name: 'optical.tokenizer.measure', description: 'The coverage of a new vocabulary is measured.' },
});

/** Metrics of the tokenizer, beside those of its RPCs. */
export const tokenizerMetrics = defineMetrics('tokenizer', {
  texts: {
    name: 'optical.tokenizer.texts',
    kind: 'counter',
    unit: '{text}',
    description: 'Texts that were cut into tokens for callers.',
  },
  tokens: {
    name: 'optical.tokenizer.tokens',
    kind: 'counter',
    unit: '{token}',
    description: 'Tokens that texts were cut into for callers.',
  },
  loads: {
    name: 'optical.tokenizer.vocabulary.loads',
    kind: 'counter',
    unit: '{vocabulary}',
    description: 'Vocabularies that came into memory.',
  },
  evictions: {
    name: 'optical.tokenizer.vocabulary.evictions',
    kind: 'counter',
    unit: '{vocabulary}',
    description: 'Vocabularies that left memory to make room.',
  },
  memory: {
    name: 'optical.tokenizer.vocabulary.memory',
    kind: 'observableGauge',
    unit: 'By',
    description: 'Estimated memory of all loaded vocabularies together.',
  },
  trainings: {
    name: 'optical.tokenizer.trainings',
    kind: 'upDownCounter',
    unit: '{training}',
    description: 'Trainings that run.',
  },
  trainingDuration: {
    name: 'optical.tokenizer.training.duration',
    kind: 'histogram',
    unit: 's',
    description: 'Time from the specification to the registered vocabulary.',
    boundaries: [1, 2.5, 5, 10, 25, 50, 100, 250, 500, 1000, 2500],
  },
});
