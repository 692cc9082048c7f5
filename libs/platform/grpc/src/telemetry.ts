import { defineMetrics } from '@optical/telemetry';

/** What every server records besides the duration of its calls. */
export const serverMetrics = defineMetrics('rpc', {
  rejections: {
    name: 'optical.rpc.server.rejections',
    kind: 'counter',
    unit: '{call}',
    description: 'Calls refused because the limits of running and waiting calls were reached, by rpc.method.',
  },
});
