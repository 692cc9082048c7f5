import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { TestContext } from 'node:test';
import { parseSettings } from '@optical/config';
import { readSpans, startTelemetry, telemetrySettings } from '../../src/index.ts';
import { collect } from './collect.ts';
import type { RecordedSpan, Telemetry, TelemetryOptions, TelemetrySettings } from '../../src/index.ts';

export const defaultSettings: TelemetrySettings = parseSettings('test', telemetrySettings, {
  environment: {},
  file: {},
  fileName: '',
});

export function temporaryFolder(test: TestContext): string {
  const folder = mkdtempSync(path.join(tmpdir(), 'optical-telemetry-'));
  test.after(() => {
    rmSync(folder, { recursive: true, force: true });
  });
  return folder;
}

/** A telemetry whose log lines are kept instead of printed. */
export interface TestTelemetry extends Telemetry {
  readonly folder: string;
  readonly logLines: readonly Record<string, unknown>[];
  /** All spans of the folder, flushed first. */
  spans(): Promise<RecordedSpan[]>;
}

export function startTestTelemetry(
  test: TestContext,
  service: string,
  {
    settings = {},
    ...options
  }: Partial<Omit<TelemetryOptions, 'settings'>> & { settings?: Partial<TelemetrySettings> } = {},
): TestTelemetry {
  const folder = options.folder ?? temporaryFolder(test);
  const logLines: Record<string, unknown>[] = [];
  const telemetry = startTelemetry({
    service,
    version: '1.2.3',
    folder,
    settings: { ...defaultSettings, ...settings },
    logDestination: { write: (line) => void logLines.push(JSON.parse(line) as Record<string, unknown>) },
    ...options,
  });
  test.after(() => telemetry.shutdown());
  return {
    ...telemetry,
    folder,
    logLines,
    spans: async () => {
      await telemetry.flush();
      return collect(readSpans(folder));
    },
  };
}
