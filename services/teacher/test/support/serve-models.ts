import path from 'node:path';
import { openArtifacts } from '@optical/artifacts';
import type { ArtifactRegistry } from '@optical/artifacts';
import { parseSettings } from '@optical/config';
import { loadContract } from '@optical/contracts';
import { bindService, createServer, grpcServerSettings } from '@optical/grpc';
import type { ServiceClient } from '@optical/grpc';
import { startTelemetry, telemetrySettings } from '@optical/telemetry';
import { connect, temporaryFolder } from '@optical/testing';
import { modelHandlers } from '../../src/models/model-handlers.ts';
import { modelSettings } from '../../src/models/settings.ts';

/** A served model registry with a client. */
export interface ServedModels extends AsyncDisposable {
  readonly client: ServiceClient<'teacher'>;
  readonly artifacts: ArtifactRegistry;
  /** Temporary folder of everything. */
  readonly folder: string;
}

/** Directory with tiny models made by transformers: `tiny-bert`, `tiny-xlm-roberta`, `tiny-colbert`, `tiny-pylate`. */
export const tinyModels = path.resolve(import.meta.dirname, '../../../../libs/adapters/checkpoints/fixtures');

/** Serves the RPCs of the model registry on a free port; models are looked for among the tiny ones. */
export async function serveModels(isLoaded: (digest: string) => boolean = () => false): Promise<ServedModels> {
  const temporary = temporaryFolder();
  const tree = { grpc: grpcServerSettings, telemetry: telemetrySettings, ...modelSettings };
  const environment = {
    OPTICAL_TELEMETRY_LOG_LEVEL: 'silent',
    OPTICAL_MODELS: tinyModels,
    OPTICAL_MODEL_HUB_DOWNLOAD: 'false',
  };
  const settings = parseSettings('teacher', tree, { environment, file: {} });
  const folder = path.join(temporary.path, 'telemetry');
  const telemetry = startTelemetry({ service: 'teacher', version: '0.0.0', folder, settings: settings.telemetry });
  const artifacts = openArtifacts({ directory: path.join(temporary.path, 'artifacts') });
  const handlers = modelHandlers({ artifacts, isLoaded }, settings, path.join(temporary.path, 'teacher'));
  const services = [bindService(loadContract('teacher'), handlers)];
  const server = createServer({ settings: settings.grpc, telemetry, services });
  const { port } = await server.listen();
  const connection = connect('teacher', `127.0.0.1:${port}`, 'test', folder);
  return {
    client: connection.client,
    artifacts,
    folder: temporary.path,
    [Symbol.asyncDispose]: async () => {
      await connection[Symbol.asyncDispose]();
      await server.close();
      await telemetry.shutdown();
      temporary[Symbol.dispose]();
    },
  };
}
