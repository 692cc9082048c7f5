import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { OpticalError } from '@optical/errors';
import type { RpcContext } from '../src/index.ts';
import { startConnectedEcho, startEcho } from './support/bench.ts';
import type { Message } from './support/echo-service.ts';
import { collect } from './support/streams.ts';
import { until } from './support/until.ts';

describe('the limit of running and waiting calls', () => {
  it('under ten times as many callers ends every call with OK or with a time to wait, and hangs none', async (t) => {
    let running = 0;
    let mostRunning = 0;
    const { client, telemetry } = await startConnectedEcho(
      t,
      {
        say: async () => {
          running += 1;
          mostRunning = Math.max(mostRunning, running);
          await sleep(20);
          running -= 1;
          return {};
        },
      },
      { server: { calls: { running: 8, waiting: 8 } } },
    );
    const callers = Array.from({ length: 160 }, () => client.say({}, { deadlineMs: 30_000 }));
    const outcomes = await Promise.allSettled(callers);
    const errors = outcomes.flatMap((outcome) => (outcome.status === 'rejected' ? [outcome.reason as unknown] : []));
    for (const error of errors) {
      assert.ok(error instanceof OpticalError);
      assert.equal(error.kind, 'exhausted');
      assert.equal(error.message, '8 calls are running and 8 are waiting, the most allowed');
      assert.ok(error.details.retryAfterMs! >= 50);
    }
    assert.equal(mostRunning, 8);
    assert.ok(outcomes.length - errors.length >= 16);
    assert.ok(errors.length > 0);

    await telemetry.flush();
    const [file] = globSync(path.join(telemetry.folder, '**/*metrics*'));
    const metrics = readFileSync(file!, 'utf8');
    const rejections = /"name":"optical\.rpc\.server\.rejections".*?"unit":"\{call\}".*?"asDouble":(\d+)/s.exec(
      metrics,
    );
    assert.equal(Number(rejections?.[1]), errors.length);
  });

  it('counts a call until its handler has ended, even when the caller has long left', async (t) => {
    const gate = Promise.withResolvers<object>();
    let ofSlow: AbortSignal | undefined;
    const { client } = await startConnectedEcho(
      t,
      {
        say: ({ text }: Message, { signal }: RpcContext) => {
          if (text !== 'slow') return Promise.resolve({});
          ofSlow = signal;
          return gate.promise;
        },
      },
      { server: { calls: { running: 1, waiting: 0 } } },
    );
    const caller = new AbortController();
    const slow = assert.rejects(client.say({ text: 'slow' }, { signal: caller.signal }), { kind: 'cancelled' });
    await until(() => ofSlow !== undefined);
    caller.abort();
    await slow;
    await until(() => ofSlow!.aborted);
    await assert.rejects(client.say({}), { kind: 'exhausted' });
    gate.resolve({});
    await sleep(10);
    await client.say({});
  });

  it('never starts the handler of a call that was cancelled while it waited', async (t) => {
    const started: string[] = [];
    const gate = Promise.withResolvers<object>();
    const { client } = await startConnectedEcho(
      t,
      {
        say: ({ text }: Message) => {
          started.push(text);
          return gate.promise;
        },
      },
      { server: { calls: { running: 1, waiting: 5 } } },
    );
    // A connection is read in order: with the answer to this, all that was sent before it has arrived.
    const arrival = () => assert.rejects(collect(client.count({})), { kind: 'unimplemented' });
    const first = client.say({ text: 'first' });
    const caller = new AbortController();
    const second = assert.rejects(client.say({ text: 'second' }, { signal: caller.signal }), { kind: 'cancelled' });
    await arrival();
    caller.abort();
    await second;
    await arrival();
    gate.resolve({});
    await first;
    await client.say({ text: 'third' });
    assert.deepEqual(started, ['first', 'third']);
  });

  it('counts streams apart from unary calls', async (t) => {
    const { client } = await startEcho(
      t,
      {
        say: () => Promise.resolve({}),
        count: async function* (_: Message, { signal }: RpcContext) {
          yield {};
          await sleep(10_000, undefined, { signal });
        },
      },
      { server: { calls: { running: 1, waiting: 0, runningStreams: 2 } } },
    );
    const streams = [client.count({}), client.count({})];
    for (const stream of streams) await stream.next();
    await assert.rejects(collect(client.count({})), { kind: 'exhausted' });
    await client.say({});
    for (const stream of streams) await stream.return(undefined);
  });
});

describe('the limit of message sizes', () => {
  const text = 'x'.repeat(5000);
  const small = { maxMessageBytes: 2000 };
  const handlers = {
    say: ({ number }: Message) => Promise.resolve({ text: 'x'.repeat(number) }),
    count: async function* ({ number }: Message) {
      yield await Promise.resolve({ text: 'x'.repeat(number) });
    },
  };

  it('is named with the size when a request is refused before it is sent', async (t) => {
    const { client } = await startEcho(t, handlers, { client: small });
    await assert.rejects(client.say({ text }), {
      kind: 'exhausted',
      message: 'the request to test.echo.v1.EchoService/Say is 5003 bytes, over the limit of 2000 bytes',
    });
  });

  it('is named with the size when the server refuses a request', async (t) => {
    const { client } = await startEcho(t, handlers, { server: small });
    await assert.rejects(client.say({ text }), {
      kind: 'exhausted',
      message: /^a message of the call is 5003 bytes, over its receiver's limit of 2000 bytes$/,
    });
    await client.say({ number: 10 });
  });

  it('is named with the size when the server refuses to send a response, and is not worth a retry', async (t) => {
    const { client } = await startEcho(t, handlers, { server: small });
    const error = {
      kind: 'exhausted',
      message: /^the response of test\.echo\.v1\.EchoService\/\w+ is 5003 bytes, over the limit of 2000 bytes$/,
      details: {},
    };
    await assert.rejects(client.say({ number: 5000 }), error);
    await assert.rejects(collect(client.count({ number: 5000 })), error);
  });

  it('is named with the size when the client refuses a response', async (t) => {
    const { client } = await startEcho(t, handlers, { client: small });
    const error = {
      kind: 'exhausted',
      message: /^a message of the call is 5003 bytes, over its receiver's limit of 2000 bytes$/,
    };
    await assert.rejects(client.say({ number: 5000 }), error);
    await assert.rejects(collect(client.count({ number: 5000 })), error);
  });
});
