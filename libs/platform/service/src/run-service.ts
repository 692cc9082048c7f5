import path from 'node:path';
import { describeSettings, parseSettings, readRawSettings } from '@optical/config';
import type { SettingTree } from '@optical/config';
import { loadContract } from '@optical/contracts';
import type { Stem } from '@optical/contracts';
import { OpticalError } from '@optical/errors';
import { bindService, createServer, routeTransportLogs, runUntilSignal } from '@optical/grpc';
import type { RpcServer } from '@optical/grpc';
import { startTelemetry } from '@optical/telemetry';
import manifest from '../package.json' with { type: 'json' };
import { endWithParent } from './end-with-parent.ts';
import { createPeerClients } from './peer-clients.ts';
import type { PeerClients } from './peer-clients.ts';
import { createDescribeProcess } from './process-info.ts';
import { readTask } from './process-arguments.ts';
import { serviceSettings, settingsScope } from './process-settings.ts';
import type { ServiceSettings } from './process-settings.ts';
import type { ServiceDefinition, ServiceParts } from './service-definition.ts';

/**
 * The life of a service process: settings, telemetry, server, then SERVING until SIGTERM, SIGINT or the end of the
 * parent that started it, then drain and flush. With `--help` prints the settings, with `--version` the version.
 * What stops it from starting is printed as one line and gives exit code 1, or 2 for a bad setting or argument.
 */
export async function runService<S extends Stem, Peer extends Stem, Own extends SettingTree>(
  definition: ServiceDefinition<S, Peer, Own>,
): Promise<void> {
  try {
    const tree = serviceSettings(definition.peers, definition.settings);
    const task = readTask(process.argv.slice(2));
    if (task === 'help') console.log(describeSettings(definition.stem, tree));
    else if (task === 'version') console.log(manifest.version);
    else await serve(definition, parseSettings(definition.stem, tree, readRawSettings(), settingsScope));
  } catch (error) {
    if (!(error instanceof OpticalError)) throw error;
    console.error(`${definition.stem}: ${error.message}`);
    process.exitCode = error.kind === 'invalid-argument' ? 2 : 1;
  }
}

async function serve<S extends Stem, Peer extends Stem, Own extends SettingTree>(
  { stem, peers, create }: ServiceDefinition<S, Peer, Own>,
  settings: ServiceSettings<Own>,
): Promise<void> {
  const home = path.resolve(settings.home);
  const { version } = manifest;
  const instanceId = crypto.randomUUID();
  const telemetry = startTelemetry({
    service: stem,
    version,
    instanceId,
    folder: path.join(home, 'telemetry'),
    settings: settings.telemetry,
  });
  routeTransportLogs(telemetry.logger);
  const contract = loadContract(stem);
  let clients: PeerClients<Peer> | undefined;
  let server: RpcServer | undefined;
  let parts: ServiceParts<S> | undefined;
  let started: Promise<void> | undefined;
  const ending = new AbortController();
  const release = once(async () => {
    clients?.close();
    await started?.catch(() => undefined);
    await parts?.close?.();
  });
  try {
    clients = createPeerClients(peers, settings.peers, settings.client, telemetry);
    parts = create({
      settings,
      telemetry,
      folder: path.join(home, stem),
      artifactsFolder: path.resolve(settings.artifacts.directory ?? path.join(home, 'artifacts')),
      peers: clients,
      describeProcess: createDescribeProcess({
        serviceName: contract.serviceName,
        version,
        instanceId,
        maxReceiveMessageBytes: settings.grpc.maxMessageBytes,
        peers: clients,
      }),
    });
    server = createServer({
      settings: settings.grpc,
      telemetry,
      services: [bindService(contract, parts.handlers, parts.refuse)],
    });
    await server.listen();
    endWithParent(ending.signal);
    const ended = runUntilSignal(server, telemetry, release, ending);
    void parts.failed?.then((err) => {
      if (ending.signal.aborted) return;
      telemetry.logger.fatal({ err }, 'the service cannot go on');
      process.exitCode = 1;
      process.kill(process.pid, 'SIGTERM');
    });
    started = parts.start?.(ending.signal);
    await started?.catch(unlessAborted(ending.signal));
    if (!ending.signal.aborted) server.setServing(contract.serviceName, true);
    await ended;
  } catch (error) {
    if (!isExpected(error)) telemetry.logger.fatal({ err: error }, 'the service ends');
    await server?.close();
    await release();
    await telemetry.shutdown();
    throw error;
  }
}

/** The caller of `serve` prints what is wrong with the settings or the surroundings; a defect needs its stack. */
function isExpected(error: unknown): boolean {
  return error instanceof OpticalError && error.kind !== 'internal' && error.kind !== 'data-loss';
}

/** A start that was told to stop may fail in any way. */
function unlessAborted(signal: AbortSignal): (error: unknown) => void {
  return (error) => {
    if (!signal.aborted) throw error;
  };
}

function once(work: () => Promise<void>): () => Promise<void> {
  let done: Promise<void> | undefined;
  return () => (done ??= work());
}
