import path from 'node:path';
import type { GrpcClientSettings } from '@optical/grpc';
import { startTelemetry } from '@optical/telemetry';
import type { Telemetry } from '@optical/telemetry';
import manifest from '../../package.json' with { type: 'json' };
import type { CommandContext } from '../settings.ts';

/** What a command needs to call services. */
export interface Session {
  readonly settings: GrpcClientSettings;
  readonly telemetry: Telemetry;
}

/**
 * Runs a command with a client's settings and telemetry, and flushes the spans when it ends. They go where the
 * services' spans go, so that a trace begins with the command.
 */
export async function withSession<T>(
  { home, settings }: CommandContext,
  work: (session: Session) => Promise<T>,
): Promise<T> {
  const telemetry = startTelemetry({
    service: 'cli',
    version: manifest.version,
    folder: path.join(path.resolve(home), 'telemetry'),
    hasMetrics: false,
    // A command speaks to its user through its output, and leaves the metrics port to the services. Every run begins a
    // file of its own: with these bounds all of them together hold 1 MiB, in 256 files at most.
    settings: {
      ...settings.telemetry,
      file: { maxBytes: 1024 * 1024, maxFiles: 2 },
      log: { ...settings.telemetry.log, level: 'silent' },
      prometheus: { ...settings.telemetry.prometheus, port: 0 },
    },
  });
  try {
    return await work({ settings: settings.client, telemetry });
  } finally {
    await telemetry.shutdown();
  }
}
