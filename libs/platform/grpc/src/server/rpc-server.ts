import { setTimeout as sleep } from 'node:timers/promises';
import { Server, ServerCredentials } from '@grpc/grpc-js';
import { OpticalError } from '@optical/errors';
import type { RecordServerCall } from '@optical/telemetry';
import type { Logger } from '../logger.ts';
import type { GrpcServerSettings } from '../settings/server-settings.ts';
import { finishCalls } from './drain.ts';
import type { CallsInProgress } from './drain.ts';
import type { Health } from './health.ts';
import type { OpenStreams } from './open-streams.ts';
import { refuseEarly } from './refuse-early.ts';
import type { RefusableMethods } from './refuse-early.ts';

interface Closable {
  close(): void;
}

interface Parts {
  readonly settings: Pick<GrpcServerSettings, 'host' | 'port' | 'healthPort' | 'drain'>;
  readonly logger: Logger;
  readonly server: Server;
  readonly credentials: ServerCredentials;
  readonly health: Health;
  /** Health and reflection streams, which end only when the server ends them. */
  readonly streams: OpenStreams;
  /** What refuses calls as they arrive. */
  readonly refusals: { readonly methods: RefusableMethods; readonly record: RecordServerCall };
  readonly calls: CallsInProgress;
  readonly resources: readonly Closable[];
}

export interface Listening {
  /** Host and port, as a client takes them. */
  readonly address: string;
  readonly port: number;
  readonly healthPort: number | undefined;
}

/** A server from its first call to its last. Made by `createServer`. */
export class RpcServer {
  readonly #parts: Parts;
  readonly #force = new AbortController();
  #healthServer: Server | undefined;
  #drained: Promise<void> | undefined;

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  /** Opens the ports. @throws OpticalError `failed-precondition` when one cannot be opened. */
  async listen(): Promise<Listening> {
    const { settings, server, credentials, health, refusals, logger } = this.#parts;
    const { host } = settings;
    const port = await bind(server, host, settings.port, credentials);
    refuseEarly(server, refusals.methods, refusals.record);
    let healthPort;
    if (settings.healthPort !== undefined) {
      this.#healthServer = new Server();
      health.addTo(this.#healthServer);
      healthPort = await bind(this.#healthServer, host, settings.healthPort, ServerCredentials.createInsecure());
    }
    logger.info({ host, port, healthPort }, 'listening');
    return { address: joinHostPort(host, port), port, healthPort };
  }

  /** Reports a service, or another thing such as a model, as SERVING or NOT_SERVING. */
  setServing(name: string, isServing: boolean): void {
    this.#parts.health.setServing(name, isServing);
  }

  /**
   * Reports NOT_SERVING, waits for clients to turn away, closes the port, lets calls in progress finish within the
   * limit, and closes everything. Calling again waits for the same end.
   */
  drain(): Promise<void> {
    this.#drained ??= this.#drain();
    return this.#drained;
  }

  /** Drains without waiting: calls in progress are cut off now. Hastens a drain that is under way. */
  close(): Promise<void> {
    this.#force.abort();
    return this.drain();
  }

  async #drain(): Promise<void> {
    const { settings, logger, server, health, streams, calls, resources } = this.#parts;
    const force = this.#force.signal;
    logger.info({ openCalls: calls.open.size }, 'draining');
    health.drain();
    await sleep(settings.drain.waitMs, undefined, { signal: force }).catch(() => undefined);
    streams.endAll();
    await finishCalls(server, calls, settings.drain.limitMs, force);
    this.#healthServer?.forceShutdown();
    for (const resource of resources) resource.close();
    logger.info('closed');
  }
}

function joinHostPort(host: string, port: number): string {
  return host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`;
}

function bind(server: Server, host: string, port: number, credentials: ServerCredentials): Promise<number> {
  const address = joinHostPort(host, port);
  return new Promise((resolve, reject) => {
    server.bindAsync(address, credentials, (cause, boundPort) => {
      if (cause === null) resolve(boundPort);
      else
        reject(new OpticalError('failed-precondition', `cannot listen on ${address}: ${cause.message}`, {}, { cause }));
    });
  });
}
