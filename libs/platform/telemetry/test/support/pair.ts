import assert from 'node:assert/strict';
import type { TestContext } from 'node:test';
import type { ServerOptions } from '@grpc/grpc-js';
import { rpcClientInterceptor, rpcServerInterceptor } from '../../src/index.ts';
import type { RecordedSpan } from '../../src/index.ts';
import { startTestTelemetry, temporaryFolder } from './temporary-telemetry.ts';
import type { TestTelemetry } from './temporary-telemetry.ts';
import { connectTextClient, startTextServer } from './text-service.ts';
import type { TextClient, TextHandlers } from './text-service.ts';

export interface Pair {
  readonly caller: TestTelemetry;
  readonly callee: TestTelemetry;
  readonly client: TextClient;
  /** Ends both sides' telemetry and reads the spans of the calls, a list for each side. */
  read(): Promise<{ clientSpans: RecordedSpan[]; serverSpans: RecordedSpan[]; all: RecordedSpan[] }>;
}

/** A client and a server with a telemetry of their own each, in one folder. */
export async function startPair(
  test: TestContext,
  handlers: Partial<TextHandlers>,
  options: ServerOptions = {},
): Promise<Pair> {
  const folder = temporaryFolder(test);
  const caller = startTestTelemetry(test, 'caller', { folder });
  const callee = startTestTelemetry(test, 'callee', { folder });
  const target = await startTextServer(test, handlers, [rpcServerInterceptor(callee)], options);
  const client = connectTextClient(test, target, [rpcClientInterceptor(caller)]);
  return {
    caller,
    callee,
    client,
    read: async () => {
      await Promise.all([caller.flush(), callee.flush()]);
      const all = await caller.spans();
      return {
        all,
        clientSpans: all.filter(({ kind }) => kind === 'client'),
        serverSpans: all.filter(({ kind }) => kind === 'server'),
      };
    },
  };
}

export function assertOneSpanPerSide({ clientSpans, serverSpans }: Awaited<ReturnType<Pair['read']>>) {
  assert.equal(clientSpans.length, 1);
  assert.equal(serverSpans.length, 1);
  const [client, server] = [clientSpans[0]!, serverSpans[0]!];
  assert.equal(client.service, 'caller');
  assert.equal(server.service, 'callee');
  assert.equal(server.traceId, client.traceId);
  assert.equal(server.parentSpanId, client.spanId);
  assert.equal(server.name, client.name);
  return { client, server };
}
