import { defineMetrics, defineSpans } from '@optical/telemetry';

/** Spans of the evaluator, beside those of its RPCs. A study is one trace per cell, linked to its submission. */
export const evaluatorSpans = defineSpans('evaluator', {
  cell: {
    name: 'optical.evaluator.cell',
    description: 'A cell of a study from its job to its scores; links to the call that created the study.',
  },
});

/** Metrics of the evaluator, beside those of its RPCs. */
export const evaluatorMetrics = defineMetrics('evaluator', {
  running: {
    name: 'optical.evaluator.running.studies',
    kind: 'observableGauge',
    unit: '{study}',
    description: 'Studies that this process runs.',
  },
  attempts: {
    name: 'optical.evaluator.attempts',
    kind: 'counter',
    unit: '{attempt}',
    description: 'Attempts at studies that this process has ended, by outcome.',
  },
});
