import { defineSpans } from '@optical/telemetry';

/** The spans of commands: each is the root of the one trace that its command leaves. */
export const spans = defineSpans('cli', {
  status: { name: 'optical.cli.status', description: 'One look at the health and version of every service.' },
});
