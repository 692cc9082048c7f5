import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { TestContext } from 'node:test';
import { Client, credentials, Metadata, Server, ServerCredentials, status } from '@grpc/grpc-js';
import { exhausted } from '@optical/errors';
import { recordTelemetry } from '../../test/support/bench.ts';
import { refuseEarly } from './refuse-early.ts';
import type { RefusableMethods } from './refuse-early.ts';

const path = '/test.v1.TestService/Call';

function busyMethods(t: TestContext): RefusableMethods {
  const { logger } = recordTelemetry(t);
  const method = { deadline: { defaultMs: 1000, maxMs: 1000 }, logger };
  return new Map([[path, { refuse: () => exhausted('all places are taken', 70), method }]]);
}

function bind(server: Server): Promise<number> {
  return new Promise((resolve, reject) => {
    server.bindAsync('127.0.0.1:0', ServerCredentials.createInsecure(), (error, port) => {
      if (error === null) resolve(port);
      else reject(error);
    });
  });
}

/** The status that a call of a method ends with. */
function call(t: TestContext, port: number, method: string): Promise<status | undefined> {
  const client = new Client(`127.0.0.1:${port}`, credentials.createInsecure());
  t.after(() => {
    client.close();
  });
  const asIs = (bytes: Buffer): Buffer => bytes;
  return new Promise((resolve) => {
    client.makeUnaryRequest(method, asIs, asIs, Buffer.alloc(0), new Metadata(), {}, (error) => {
      resolve(error?.code);
    });
  });
}

describe('refuseEarly', () => {
  it('refuses calls of its methods at every address of a server, and leaves others to it', async (t) => {
    const server = new Server();
    t.after(() => {
      server.forceShutdown();
    });
    const ports = [await bind(server), await bind(server)];
    const recorded: [string, number][] = [];
    refuseEarly(server, busyMethods(t), (...[called, code, seconds]) => {
      assert.ok(seconds >= 0 && seconds < 10, String(seconds));
      recorded.push([called, code]);
    });
    for (const port of ports) {
      assert.equal(await call(t, port, path), status.RESOURCE_EXHAUSTED);
      assert.equal(await call(t, port, `${path}Other`), status.UNIMPLEMENTED);
    }
    const refusal = [path, status.RESOURCE_EXHAUSTED];
    assert.deepEqual(recorded, [refusal, refusal]);
  });

  it('tells when it does not find where grpc-js takes its streams', async (t) => {
    const server = new Server();
    const record = () => undefined;
    const methods = busyMethods(t);
    assert.throws(() => {
      refuseEarly(server, methods, record);
    }, /HTTP\/2 servers of grpc-js/);
    refuseEarly(server, new Map(), record);
    await bind(server);
    t.after(() => {
      server.forceShutdown();
    });
    const servers = (server as unknown as { http2Servers: Map<NodeJS.EventEmitter, unknown> }).http2Servers;
    for (const http2Server of servers.keys()) http2Server.on('stream', () => undefined);
    assert.throws(() => {
      refuseEarly(server, methods, record);
    }, /in one place/);
  });
});
