/** A service in small: starts, works, shuts down. Arguments: folder of its telemetry, format of its logs. */
import { startTelemetry } from '../../src/index.ts';
import type { TelemetrySettings } from '../../src/index.ts';
import { defaultSettings } from './temporary-telemetry.ts';

const [folder, format = 'json'] = process.argv.slice(2);
const telemetry = startTelemetry({
  service: 'short',
  version: '1',
  folder: folder!,
  settings: { ...defaultSettings, log: { level: 'info', format: format as TelemetrySettings['log']['format'] } },
});
telemetry.tracer.startActiveSpan('optical.short.work', (span) => {
  telemetry.logger.info('done');
  span.end();
});
await telemetry.shutdown();
