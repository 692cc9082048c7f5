import assert from 'node:assert/strict';
import { fork } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { describe, it } from 'node:test';
import type { TestContext } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { OpticalError } from '@optical/errors';
import { createHealthClient, createUntypedClient } from '../src/index.ts';
import type { RpcContext } from '../src/index.ts';
import {
  clientSettings,
  connectEcho,
  recordTelemetry,
  startConnectedEcho,
  startEcho,
  temporaryFolder,
} from './support/bench.ts';
import type { Report } from './support/echo-process.ts';
import type { EchoClient, Message } from './support/echo-service.ts';
import { reflectionDefinitions } from './support/reflection.ts';
import { collect } from './support/streams.ts';
import { until } from './support/until.ts';

/** A drain that no stall of the machine makes cut off calls. */
const patient = { drain: { waitMs: 0, limitMs: 60_000 } };

/** Calls `say` with numbers from 0 on, in parallel, until a call fails to reach the server; what failed, by number. */
async function callUntilGone(client: EchoClient, callers: number): Promise<Map<number, OpticalError>> {
  const failures = new Map<number, OpticalError>();
  let number = 0;
  let isGone = false;
  const call = async () => {
    while (!isGone) {
      const own = number++;
      try {
        assert.equal((await client.say({ number: own }, { deadlineMs: 60_000 })).number, own);
      } catch (error) {
        assert.ok(error instanceof OpticalError);
        failures.set(own, error);
        isGone = true;
      }
    }
  };
  await Promise.all(Array.from({ length: callers }, call));
  return failures;
}

describe('a drain', () => {
  it('under load loses no call that was accepted', async (t) => {
    const started = new Set<number>();
    const { client, server } = await startEcho(
      t,
      {
        say: async ({ number }: Message) => {
          started.add(number);
          await sleep(5 + (number % 20));
          return { number };
        },
      },
      { server: patient },
    );
    const calls = callUntilGone(client, 40);
    await until(() => started.size > 100);
    await server.drain();
    const failures = await calls;
    for (const [number, error] of failures) {
      assert.equal(error.kind, 'unavailable');
      assert.ok(!started.has(number), `call ${String(number)} was accepted and lost: ${error.message}`);
    }
  });

  it('lets calls in progress finish, streams included, and takes no new ones', async (t) => {
    const gate = Promise.withResolvers<undefined>();
    let isAccepted = false;
    const { client, server, connect } = await startEcho(
      t,
      {
        say: async () => {
          isAccepted = true;
          await gate.promise;
          return { number: 1 };
        },
        count: async function* () {
          yield { number: 1 };
          await gate.promise;
          yield { number: 2 };
        },
      },
      { server: patient },
    );
    const stream = client.count({});
    await stream.next();
    const call = client.say({});
    await until(() => isAccepted);
    const drained = server.drain();
    await sleep(50);
    await assert.rejects(connect().say({}), { kind: 'unavailable' });
    gate.resolve(undefined);
    assert.equal((await call).number, 1);
    assert.equal(((await stream.next()).value as Message).number, 2);
    assert.equal((await stream.next()).done, true);
    await drained;
  });

  it('cuts off what outlasts its limit: the caller is told, and the handler stops', async (t) => {
    const stopped = Promise.withResolvers<unknown>();
    let isAccepted = false;
    const { client, server } = await startEcho(
      t,
      {
        say: async (_: Message, { signal }: RpcContext) => {
          isAccepted = true;
          try {
            await sleep(60_000, undefined, { signal });
          } finally {
            stopped.resolve(signal.reason);
          }
          return {};
        },
        count: async function* () {
          yield {};
          await new Promise(() => undefined);
        },
      },
      { server: { drain: { waitMs: 0, limitMs: 100 } } },
    );
    const error = { kind: 'unavailable', message: 'the server is shutting down' };
    const stream = client.count({});
    await stream.next();
    const outcomes = [assert.rejects(client.say({}), error), assert.rejects(stream.next(), error)];
    await until(() => isAccepted);
    const start = performance.now();
    await server.drain();
    assert.ok(performance.now() - start < 20_000);
    await Promise.all(outcomes);
    assert.equal(((await stopped.promise) as OpticalError).kind, 'unavailable');
  });

  it('waits for a handler to clean up though its caller has left', async (t) => {
    let running: AbortSignal | undefined;
    let isClean = false;
    const { client, server } = await startConnectedEcho(
      t,
      {
        say: async (_: Message, { signal }: RpcContext) => {
          running = signal;
          await sleep(60_000, undefined, { signal }).catch(() => sleep(200));
          isClean = true;
          return {};
        },
      },
      { server: patient },
    );
    const caller = new AbortController();
    const call = assert.rejects(client.say({}, { signal: caller.signal }), { kind: 'cancelled' });
    await until(() => running !== undefined);
    caller.abort();
    await call;
    await until(() => running!.aborted);
    await server.drain();
    assert.ok(isClean);
  });

  it('ends the streams of health and reflection, whose callers would stay', async (t) => {
    const { address, telemetry, server } = await startEcho(t, {}, { server: patient });
    const options = { address, telemetry, settings: clientSettings() };
    const health = createHealthClient(options);
    const reflection = createUntypedClient(reflectionDefinitions()[0]!, options);
    t.after(() => {
      health.close();
      reflection.close();
    });
    const questions = async function* () {
      yield { listServices: '*' };
      await new Promise(() => undefined);
    };
    const watch = health.watch('');
    const answers = reflection.serverReflectionInfo!(questions()) as AsyncGenerator;
    await Promise.all([watch.next(), answers.next()]);
    const start = performance.now();
    await server.drain();
    assert.ok(performance.now() - start < 20_000);
    assert.equal((await answers.next()).done, true);
  });

  it('ends even when a connection never closes', async (t) => {
    const { client, server } = await startEcho(
      t,
      {
        count: async function* () {
          for (;;) yield await Promise.resolve({ text: 'x'.repeat(100_000) });
        },
      },
      { server: { drain: { waitMs: 0, limitMs: 50 } } },
    );
    const stream = client.count({});
    await stream.next();
    const start = performance.now();
    await server.drain();
    assert.ok(performance.now() - start < 20_000);
    await assert.rejects(collect(stream));
  });
});

describe('a process', () => {
  it('that is told to end by SIGTERM under load loses no call that was accepted, and exits with 0', async (t) => {
    const { child, client, started, ended } = await forkEcho(t);
    const calls = callUntilGone(client, 40);
    await until(() => started.size > 100);
    child.kill('SIGTERM');
    const failures = await calls;
    assert.deepEqual(await ended, { code: 0, signal: null, wasReleased: true });
    for (const [number, error] of failures) {
      assert.equal(error.kind, 'unavailable');
      assert.ok(!started.has(number), `call ${String(number)} was accepted and lost: ${error.message}`);
    }
  });

  it('waits for calls after the first signal and cuts them off after the second', async (t) => {
    const { child, client, ended } = await forkEcho(t);
    const call = client.say({ text: 'stuck', number: 1 });
    let isOver = false;
    void call.catch(() => (isOver = true));
    await once(child, 'message');
    const report = once(child, 'message');
    child.kill('SIGINT');
    assert.deepEqual((await report)[0], { ending: true });
    await sleep(200);
    assert.equal(isOver, false);
    child.kill('SIGTERM');
    await assert.rejects(call, { kind: 'unavailable' });
    assert.deepEqual(await ended, { code: 0, signal: null, wasReleased: true });
  });
});

async function forkEcho(t: TestContext) {
  const child: ChildProcess = fork(path.join(import.meta.dirname, 'support/echo-process.ts'), [temporaryFolder(t)]);
  t.after(() => child.kill('SIGKILL'));
  const started = new Set<number>();
  let wasReleased = false;
  const [{ address }] = (await once(child, 'message')) as [{ address: string }];
  child.on('message', (report: Report) => {
    if ('started' in report) started.add(report.started);
    if ('released' in report) wasReleased = true;
  });
  const ended = once(child, 'exit').then(([code, signal]) => ({
    code: code as number | null,
    signal: signal as string | null,
    wasReleased,
  }));
  return { child, started, ended, client: connectEcho(t, address, recordTelemetry(t)) };
}
