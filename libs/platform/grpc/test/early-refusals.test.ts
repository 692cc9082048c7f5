import assert from 'node:assert/strict';
import { once } from 'node:events';
import { globSync, readFileSync } from 'node:fs';
import http2 from 'node:http2';
import path from 'node:path';
import { describe, it } from 'node:test';
import { exhausted } from '@optical/errors';
import { readSpans } from '@optical/telemetry';
import { startConnectedEcho, startEcho, temporaryFolder } from './support/bench.ts';
import { writeCertificate } from './support/certificates.ts';
import type { Message } from './support/echo-service.ts';
import { collect } from './support/streams.ts';

const busy = () => exhausted('all places are taken', 70);
const refused = { kind: 'exhausted', message: 'all places are taken', details: { retryAfterMs: 70 } };
const handlers = { say: ({ text }: Message) => Promise.resolve({ text }) };

describe('calls that a service refuses as they arrive', () => {
  it('end with its error, never reach their handler and leave the connection to others', async (t) => {
    const handled: string[] = [];
    let isBusy = true;
    const { client } = await startConnectedEcho(
      t,
      { say: ({ text }: Message) => Promise.resolve({ text: String(handled.push(text)) }) },
      { refuse: { say: () => (isBusy ? busy() : undefined) } },
    );
    const large = { text: 'x'.repeat(500_000) };
    await Promise.all(
      Array.from({ length: 50 }, (_, index) => assert.rejects(client.say(index % 2 === 0 ? {} : large), refused)),
    );
    assert.deepEqual(handled, []);
    isBusy = false;
    assert.equal((await client.say({ text: 'now' })).text, '1');
    assert.deepEqual(handled, ['now']);
  });

  it('are measured and leave no span', async (t) => {
    let isBusy = true;
    const { client, telemetry } = await startConnectedEcho(t, handlers, {
      refuse: { say: () => (isBusy ? busy() : undefined) },
    });
    for (let call = 0; call < 3; call += 1) await assert.rejects(client.say({}), refused);
    isBusy = false;
    await client.say({});

    await telemetry.flush();
    const metrics = globSync(path.join(telemetry.folder, '**/*metrics*'))
      .map((file) => readFileSync(file, 'utf8'))
      .join('');
    assert.match(
      metrics,
      /"rpc\.server\.call\.duration"(?:(?!"name":).)*"RESOURCE_EXHAUSTED"(?:(?!"name":).)*?"count":3\b/s,
    );
    const spans = await collect(readSpans(telemetry.folder));
    const served = spans.filter(({ kind, name }) => kind === 'server' && name.endsWith('/Say'));
    assert.equal(served.length, 1);
  });

  it('are refused over TLS', async (t) => {
    const folder = temporaryFolder(t);
    const authority = writeCertificate(folder, 'authority');
    const { client } = await startEcho(t, handlers, {
      server: { tls: writeCertificate(folder, 'server', authority) },
      client: { tls: { caFile: authority.certificateFile } },
      refuse: { say: busy },
    });
    await assert.rejects(client.say({}), refused);
  });

  it('may have been given up by then', async (t) => {
    const handled: string[] = [];
    const { client } = await startConnectedEcho(
      t,
      { say: ({ text }: Message) => Promise.resolve({ text: String(handled.push(text)) }) },
      { refuse: { say: (leftMs) => (leftMs < 100_000 ? busy() : undefined) } },
    );
    const calls = Array.from({ length: 200 }, (_, index) => {
      const caller = new AbortController();
      const call = client.say({}, { signal: caller.signal, deadlineMs: 30_000 });
      if (index % 3 === 0) caller.abort();
      else if (index % 3 === 1)
        setImmediate(() => {
          caller.abort();
        });
      return call;
    });
    const outcomes = await Promise.allSettled(calls);
    for (const { status, reason } of outcomes as PromiseRejectedResult[]) {
      assert.equal(status, 'rejected');
      assert.match((reason as { kind: string }).kind, /^(exhausted|cancelled)$/);
    }
    assert.equal((await client.say({}, { deadlineMs: 120_000 })).text, '1');
  });

  it('are calls of gRPC: what is not is left to be told so', async (t) => {
    const { port } = await startEcho(t, handlers, { refuse: { say: busy } });
    const session = http2.connect(`http://127.0.0.1:${port}`);
    t.after(() => {
      session.destroy();
    });
    const answer = async (headers: http2.OutgoingHttpHeaders): Promise<http2.IncomingHttpHeaders> => {
      const path = '/test.echo.v1.EchoService/Say';
      const stream = session.request({
        ':method': 'POST',
        ':path': path,
        'content-type': 'application/grpc',
        ...headers,
      });
      stream.end();
      const [received] = (await once(stream, 'response')) as [http2.IncomingHttpHeaders];
      stream.resume();
      return received;
    };
    assert.equal((await answer({}))['grpc-status'], '8');
    assert.equal((await answer({ 'grpc-timeout': '5S' }))['grpc-status'], '8');
    assert.equal((await answer({ 'content-type': 'text/plain' }))[':status'], 415);
    assert.match(String((await answer({ 'grpc-timeout': 'soon' }))['grpc-message']), /soon/);
  });

  it('are told apart by the time that they have, at most what their method allows', async (t) => {
    const left: number[] = [];
    const refuse = (leftMs: number) => {
      left.push(leftMs);
      return leftMs < 20_000 ? exhausted('too little time', 50) : undefined;
    };
    const handlers = {
      say: () => Promise.resolve({}),
      count: async function* () {
        yield await Promise.resolve({});
      },
    };
    const deadline = { defaultMs: 50_000, maxMs: 80_000, streamMs: 600_000 };
    const { client } = await startConnectedEcho(t, handlers, {
      server: { deadline },
      refuse: { say: refuse, count: refuse },
    });
    await assert.rejects(client.say({}, { deadlineMs: 10_000 }), { message: 'too little time' });
    await client.say({}, { deadlineMs: 200_000 });
    assert.ok(left[0]! > 5000 && left[0]! <= 10_000 && left[1]! > 70_000 && left[1]! <= 80_000, String(left));
    await assert.rejects(collect(client.count({}, { deadlineMs: 10_000 })), { message: 'too little time' });
    assert.equal((await collect(client.count({}, { deadlineMs: 200_000 }))).length, 1);
  });

  it('end with INTERNAL and a line in the log when they cannot be looked at', async (t) => {
    const refuse = {
      say: () => {
        throw new Error('a defect');
      },
    };
    const { client, telemetry } = await startConnectedEcho(t, { say: () => Promise.resolve({}) }, { refuse });
    await assert.rejects(client.say({}), { kind: 'internal', message: 'internal error' });
    assert.equal(telemetry.logs.filter(({ level }) => level === 'error').length, 1);
  });

  it('must be of methods that there are', async (t) => {
    await assert.rejects(
      startEcho(t, {}, { refuse: { shout: () => undefined } }),
      /test\.echo\.v1\.EchoService has no method named shout/,
    );
  });
});
