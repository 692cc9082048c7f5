import { defineMetrics, defineSpans } from '@optical/telemetry';

const seconds = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60];

/** Spans of the distiller, beside those of its RPCs. A job is a chain of segments, each a trace of its own. */
export const distillerSpans = defineSpans('distiller', {
  validate: {
    name: 'optical.distiller.validate',
    description: 'The specification of a job is completed and its data are read and checked.',
  },
  segment: {
    name: 'optical.distiller.segment',
    description:
      'A part of a training, up to an evaluation or ten minutes, linked to its submission and the part before.',
  },
  started: { name: 'optical.distiller.started', description: 'A segment begins; linked as the segment is.' },
  prepare: { name: 'optical.distiller.prepare', description: 'The data of the job are read and tokenised.' },
  data: { name: 'optical.distiller.data', description: 'Steps of the segment wait for data, added up.' },
  teacherEncode: {
    name: 'optical.distiller.teacher_encode',
    description: "Steps of the segment wait for the teacher's vectors, added up.",
  },
  steps: { name: 'optical.distiller.steps', description: 'Optimisation steps of the segment, added up.' },
  evaluate: { name: 'optical.distiller.evaluate', description: 'Held-out pairs are measured, added up.' },
  checkpoint: { name: 'optical.distiller.checkpoint', description: 'State is written from which a job can go on.' },
  publish: { name: 'optical.distiller.publish', description: 'Weights are registered as a model.' },
  finished: { name: 'optical.distiller.finished', description: 'The attempt has ended.' },
});

/** Metrics of the distiller, beside those of its RPCs. */
export const distillerMetrics = defineMetrics('distiller', {
  stepDuration: {
    name: 'optical.distiller.step.duration',
    kind: 'histogram',
    unit: 's',
    description: 'Mean time of the optimisation steps between two progress events.',
    boundaries: seconds,
  },
  solverDuration: {
    name: 'optical.distiller.solver.duration',
    kind: 'histogram',
    unit: 's',
    description: 'Mean time of the transport solver in the steps between two progress events.',
    boundaries: seconds,
  },
  residual: {
    name: 'optical.distiller.residual',
    kind: 'gauge',
    unit: '1',
    description: 'Largest marginal residual of the transport plans of a job.',
  },
  loss: { name: 'optical.distiller.loss', kind: 'gauge', unit: '1', description: 'Training loss of a job.' },
  heldOutLoss: {
    name: 'optical.distiller.held_out_loss',
    kind: 'gauge',
    unit: '1',
    description: 'Held-out loss of a job.',
  },
  tokenRate: {
    name: 'optical.distiller.token.rate',
    kind: 'gauge',
    unit: '{token}/s',
    description: 'Real tokens trained on per second of training time of a job.',
  },
  alarms: {
    name: 'optical.distiller.alarms',
    kind: 'counter',
    unit: '{alarm}',
    description: 'Alarms that were raised, by kind.',
  },
  attempts: {
    name: 'optical.distiller.attempts',
    kind: 'counter',
    unit: '{attempt}',
    description: 'Attempts that this process has ended, by outcome.',
  },
  queued: {
    name: 'optical.distiller.queue.jobs',
    kind: 'observableGauge',
    unit: '{job}',
    description: 'Jobs that wait on the queue, whichever process will take them.',
  },
  running: {
    name: 'optical.distiller.running.jobs',
    kind: 'observableGauge',
    unit: '{job}',
    description: 'Jobs that this process trains.',
  },
  memory: {
    name: 'optical.distiller.device.memory',
    kind: 'observableGauge',
    unit: 'By',
    description: 'Memory of the process, in which jobs on the processor train.',
  },
});
