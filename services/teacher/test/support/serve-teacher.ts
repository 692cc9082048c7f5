import path from 'node:path';
import { openArtifacts } from '@optical/artifacts';
import type { ArtifactRegistry } from '@optical/artifacts';
import { readEncoderCheckpoint } from '@optical/checkpoints';
import { parseSettings, setting } from '@optical/config';
import { loadContract } from '@optical/contracts';
import { initialiseParameters } from '@optical/encoder';
import { publishModel } from '@optical/encoding';
import { bindService, createServer, grpcClientSettings } from '@optical/grpc';
import type { ServiceClient } from '@optical/grpc';
import { startTelemetry, telemetrySettings } from '@optical/telemetry';
import { connect, temporaryFolder } from '@optical/testing';
import { z } from 'zod';
import { teacherSettings } from '../../src/config.ts';
import { teacher } from '../../src/service.ts';
import { tinyModels } from './serve-models.ts';

/** A teacher with a client. */
export interface ServedTeacher extends AsyncDisposable {
  readonly client: ServiceClient<'teacher'>;
  readonly artifacts: ArtifactRegistry;
  /** Where its spans and metrics are written. */
  readonly telemetryFolder: string;
  /** Registers a tiny model with weights drawn by a seed. @returns its digest */
  publish(name: string, seed: number): Promise<string>;
}

/**
 * Serves all RPCs of the teacher on a free port.
 * @param environment settings, such as `OPTICAL_ENCODING_QUEUE_TOKENS`
 */
export async function serveTeacher(environment: Readonly<Record<string, string>> = {}): Promise<ServedTeacher> {
  const temporary = temporaryFolder();
  const tree = {
    home: setting(z.string().default(''), { description: 'Not used.' }),
    artifacts: { directory: setting(z.string().optional(), { description: 'Not used.' }) },
    peers: { tokenizer: setting(z.string().optional(), { description: 'Not used.' }) },
    client: grpcClientSettings,
    telemetry: telemetrySettings,
    ...teacherSettings,
  };
  const quiet = {
    OPTICAL_TELEMETRY_LOG_LEVEL: 'silent',
    OPTICAL_ENCODING_DEVICE: 'cpu',
    OPTICAL_ENCODING_THREADS: '1',
  };
  const settings = parseSettings('teacher', tree, { environment: { ...quiet, ...environment }, file: {} });
  const telemetryFolder = path.join(temporary.path, 'telemetry');
  const { telemetry: chosen } = settings;
  const telemetry = startTelemetry({ service: 'teacher', version: '0', folder: telemetryFolder, settings: chosen });
  const artifactsFolder = path.join(temporary.path, 'artifacts');
  const artifacts = openArtifacts({ directory: artifactsFolder });
  const parts = teacher.create({
    settings: settings as never,
    telemetry,
    folder: path.join(temporary.path, 'teacher'),
    artifactsFolder,
    peers: undefined as never,
    describeProcess: () => Promise.resolve({ serviceName: 'optical.teacher.v1.TeacherService' }),
  });
  const services = [bindService(loadContract('teacher'), parts.handlers)];
  const server = createServer({ settings: settings.grpc, telemetry, services });
  const { port } = await server.listen();
  const ending = new AbortController();
  await parts.start!(ending.signal);
  const connection = connect('teacher', `127.0.0.1:${port}`, 'test', telemetryFolder);
  const tiny = await readEncoderCheckpoint(path.join(tinyModels, 'tiny-bert'));
  return {
    client: connection.client,
    artifacts,
    telemetryFolder,
    publish: async (name, seed) => {
      const source = { ...tiny, parameters: initialiseParameters(tiny.architecture, seed) };
      const { version } = await publishModel(artifacts, { name, purpose: 'teacher', languages: ['en'], source });
      return version.digest;
    },
    [Symbol.asyncDispose]: async () => {
      await connection[Symbol.asyncDispose]();
      await server.close();
      await parts.close!();
      await telemetry.shutdown();
      temporary[Symbol.dispose]();
    },
  };
}
