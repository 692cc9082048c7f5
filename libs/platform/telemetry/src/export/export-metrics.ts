import { defineMetrics } from '../registry/definitions.ts';

/** What telemetry records about itself, in every process. */
export const exportMetrics = defineMetrics('telemetry', {
  failures: {
    name: 'optical.telemetry.export.failures',
    kind: 'observableCounter',
    unit: '{batch}',
    description: 'Batches of telemetry that could not be exported and are lost, by signal.',
  },
});
