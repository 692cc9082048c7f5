import path from 'node:path';
import { parseSettings, setting } from '@optical/config';
import { loadContract } from '@optical/contracts';
import { bindService, createServer, grpcClientSettings } from '@optical/grpc';
import type { ServiceClient } from '@optical/grpc';
import { startTelemetry, telemetrySettings } from '@optical/telemetry';
import { connect } from '@optical/testing';
import { z } from 'zod';
import { indexerSettings } from '../../src/config.ts';
import { indexer } from '../../src/service.ts';

/** An indexer with a client. */
export interface ServedIndexer extends AsyncDisposable {
  readonly client: ServiceClient<'indexer'>;
  /** Where its spans and metrics are written. */
  readonly telemetryFolder: string;
}

/**
 * Serves all RPCs of the indexer on a free port.
 * @param home where its data lies
 * @param environment settings, such as `OPTICAL_SEARCH_EXACT_TOKENS`
 */
export async function serveIndexer(
  home: string,
  environment: Readonly<Record<string, string>> = {},
): Promise<ServedIndexer> {
  const tree = {
    home: setting(z.string().default(''), { description: 'Not used.' }),
    artifacts: { directory: setting(z.string().optional(), { description: 'Not used.' }) },
    peers: {},
    client: grpcClientSettings,
    telemetry: telemetrySettings,
    ...indexerSettings,
  };
  const quiet = { OPTICAL_TELEMETRY_LOG_LEVEL: 'silent' };
  const settings = parseSettings('indexer', tree, { environment: { ...quiet, ...environment }, file: {} });
  const telemetryFolder = path.join(home, 'telemetry');
  const telemetry = startTelemetry({
    service: 'indexer',
    version: '0',
    folder: telemetryFolder,
    settings: settings.telemetry,
  });
  const parts = indexer.create({
    settings: settings as never,
    telemetry,
    folder: path.join(home, 'indexer'),
    artifactsFolder: path.join(home, 'artifacts'),
    peers: undefined as never,
    describeProcess: () => Promise.resolve({ serviceName: 'optical.indexer.v1.IndexerService' }),
  });
  const services = [bindService(loadContract('indexer'), parts.handlers)];
  const server = createServer({ settings: settings.grpc, telemetry, services });
  const { port } = await server.listen();
  const connection = connect('indexer', `127.0.0.1:${port}`, 'test', telemetryFolder);
  return {
    client: connection.client,
    telemetryFolder,
    [Symbol.asyncDispose]: async () => {
      await connection[Symbol.asyncDispose]();
      await server.close();
      await parts.close!();
      await telemetry.shutdown();
    },
  };
}
