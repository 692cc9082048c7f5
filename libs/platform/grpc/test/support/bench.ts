import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { TestContext } from 'node:test';
import { parseSettings } from '@optical/config';
import { startTelemetry, telemetrySettings } from '@optical/telemetry';
import type { Telemetry } from '@optical/telemetry';
import { createServer, createUntypedClient, grpcClientSettings, grpcServerSettings } from '../../src/index.ts';
import type { GrpcClientSettings, GrpcServerSettings, Listening, RpcServer, ServiceBinding } from '../../src/index.ts';
import { echoService } from './echo-service.ts';
import type { EchoClient } from './echo-service.ts';

/** Settings as a configuration file would give them. */
export function serverSettings(file: object = {}): GrpcServerSettings {
  const quick = { drain: { waitMs: 0, limitMs: 2000 } };
  return parseSettings('test', grpcServerSettings, { environment: {}, file: { test: { ...quick, ...file } } });
}

export function clientSettings(file: object = {}): GrpcClientSettings {
  return parseSettings('test', grpcClientSettings, { environment: {}, file: { test: file } });
}

export function temporaryFolder(t: TestContext): string {
  const folder = mkdtempSync(path.join(tmpdir(), 'optical-grpc-'));
  t.after(() => {
    rmSync(folder, { recursive: true, force: true });
  });
  return folder;
}

export interface LogRecord {
  readonly level: string;
  readonly msg: string;
  readonly err?: { readonly stack: string };
  readonly trace_id?: string;
  readonly [field: string]: unknown;
}

export interface RecordedTelemetry extends Telemetry {
  /** The log records so far. */
  readonly logs: readonly LogRecord[];
  readonly folder: string;
}

/** Real telemetry that writes to a temporary folder and keeps the log records. */
export function recordTelemetry(t: TestContext): RecordedTelemetry {
  const folder = mkdtempSync(path.join(tmpdir(), 'optical-grpc-'));
  const logs: LogRecord[] = [];
  const telemetry = startTelemetry({
    service: 'test',
    version: '0',
    folder,
    settings: parseSettings('test', telemetrySettings, { environment: {}, file: {} }),
    logDestination: { write: (line: string) => logs.push(JSON.parse(line) as LogRecord) },
  });
  t.after(async () => {
    await telemetry.shutdown();
    rmSync(folder, { recursive: true, force: true });
  });
  return { ...telemetry, logs, folder };
}

export interface Bench extends Listening {
  readonly server: RpcServer;
  readonly telemetry: RecordedTelemetry;
  readonly client: EchoClient;
  /** Another client of the same server. */
  connect(settings?: object): EchoClient;
  /** A client of another address, with telemetry shared. */
  connectTo(address: string, settings?: object): EchoClient;
}

/** A real echo server on a free loopback port and a client of it; both end with the test. */
export async function startEcho(
  t: TestContext,
  handlers: ServiceBinding['handlers'],
  options: { server?: object; client?: object; refuse?: ServiceBinding['refuse'] } = {},
): Promise<Bench> {
  const telemetry = recordTelemetry(t);
  const server = createServer({
    settings: serverSettings(options.server),
    telemetry,
    services: [{ definition: echoService, handlers, ...(options.refuse && { refuse: options.refuse }) }],
  });
  t.after(() => server.close());
  const listening = await server.listen();
  const connectTo = (address: string, settings?: object) => connectEcho(t, address, telemetry, settings);
  const connect = (settings?: object) => connectTo(listening.address, settings);
  return { ...listening, server, telemetry, client: connect(options.client), connect, connectTo };
}

/** As `startEcho`, with the client connected, so that short deadlines are the call's alone. `ask` has no handler. */
export async function startConnectedEcho(...[t, handlers, options]: Parameters<typeof startEcho>): Promise<Bench> {
  const bench = await startEcho(t, handlers, options);
  await assert.rejects(bench.client.ask({}), { kind: 'unimplemented' });
  return bench;
}

export function connectEcho(t: TestContext, address: string, telemetry: Telemetry, settings?: object): EchoClient {
  const client = createUntypedClient(echoService, { address, settings: clientSettings(settings), telemetry });
  t.after(() => {
    client.close();
  });
  return client as unknown as EchoClient;
}
