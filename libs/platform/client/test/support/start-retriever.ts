import type { TestContext } from 'node:test';
import { parseSettings } from '@optical/config';
import { loadContract } from '@optical/contracts';
import { bindService, createServer, grpcServerSettings } from '@optical/grpc';
import type { ServiceHandlers } from '@optical/grpc';
import { startTelemetry, telemetrySettings } from '@optical/telemetry';
import { temporaryFolder } from '@optical/testing';

/** A found passage and all else that a response has. */
export const found = {
  hits: [{ id: 'p1', documentId: 'd1', score: 2.5, language: 'en', text: 'Wars and when they were fought' }],
  language: 'sw',
  timings: {},
  counts: {},
  model: { name: 'student/sw', digest: 'sha256:0' },
  index: { collection: 'wiki', version: 1 },
};

/** A server of the contract, on a free loopback port until the end of the test. @returns its address */
export async function startRetriever(t: TestContext, handlers: Partial<ServiceHandlers<'retriever'>>): Promise<string> {
  const folder = temporaryFolder();
  const tree = { grpc: grpcServerSettings, telemetry: telemetrySettings };
  const file = { test: { grpc: { drain: { waitMs: 0, limitMs: 2_000 } }, telemetry: { log: { level: 'silent' } } } };
  const settings = parseSettings('test', tree, { environment: {}, file });
  const telemetry = startTelemetry({
    service: 'retriever',
    version: '0',
    folder: folder.path,
    settings: settings.telemetry,
  });
  const services = [bindService(loadContract('retriever'), handlers)];
  const server = createServer({ settings: settings.grpc, telemetry, services });
  t.after(async () => {
    await server.close();
    await telemetry.shutdown();
    folder[Symbol.dispose]();
  });
  return (await server.listen()).address;
}
