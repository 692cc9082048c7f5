import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { OpticalError } from '@optical/errors';
import type { RpcContext } from '../src/index.ts';
import { startConnectedEcho } from './support/bench.ts';
import type { EchoClient, Message } from './support/echo-service.ts';
import { collect, streamOf } from './support/streams.ts';
import { until } from './support/until.ts';

/** A handler's work: a loop that counts until its signal stops it. */
class Work {
  turns = 0;
  reason: unknown;
  #running = 0;

  async run({ signal }: RpcContext): Promise<never> {
    this.#running += 1;
    try {
      for (;;) {
        signal.throwIfAborted();
        this.turns += 1;
        await sleep(2);
      }
    } catch (reason) {
      this.reason = reason;
      throw reason;
    } finally {
      this.#running -= 1;
    }
  }

  /** Resolves when every loop has ended; fails when one goes on. */
  async assertStopped(...kinds: string[]): Promise<void> {
    await until(() => this.reason !== undefined && this.#running === 0);
    assert.ok(this.reason instanceof OpticalError);
    assert.ok(kinds.includes(this.reason.kind), this.reason.kind);
    const { turns } = this;
    await sleep(20);
    assert.equal(this.turns, turns);
  }
}

/** Calls with ever later deadlines until one is late enough for the work to begin. */
async function callUntilBegun(client: EchoClient, work: Work): Promise<void> {
  for (let deadlineMs = 200; work.turns === 0; deadlineMs *= 4)
    await assert.rejects(client.say({}, { deadlineMs }), { kind: 'deadline-exceeded' });
}

/** The caller resets the call at its deadline; on a slow machine that arrives long before the server's own timer. */
const endOfTime = ['deadline-exceeded', 'cancelled'];

describe('a deadline', () => {
  it('ends the call and stops the work of the handler', async (t) => {
    const work = new Work();
    const { client } = await startConnectedEcho(t, { say: (_: Message, context: RpcContext) => work.run(context) });
    await callUntilBegun(client, work);
    await work.assertStopped(...endOfTime);
  });

  it('is set for a caller that sets none and capped for one that sets a late one', async (t) => {
    const deadline = { defaultMs: 10_000, maxMs: 40_000, streamMs: 80_000 };
    const remaining = (context: RpcContext) => ({ number: context.deadline - Date.now() });
    const { client } = await startConnectedEcho(
      t,
      {
        say: (_: Message, context: RpcContext) => Promise.resolve(remaining(context)),
        count: (_: Message, context: RpcContext) => streamOf(remaining(context)),
      },
      { server: { deadline }, client: { deadline: { defaultMs: 600_000, streamMs: 600_000 } } },
    );
    const isNear = (actual: number, expected: number) => actual > expected / 2 && actual <= expected;
    assert.ok(isNear((await client.say({})).number, 40_000));
    assert.ok(isNear((await client.say({}, { deadlineMs: 20_000 })).number, 20_000));
    const [streamed] = await collect(client.count({}));
    assert.ok(isNear(streamed!.number, 80_000));
  });

  it('may be as far as a caller likes', async (t) => {
    const { client } = await startConnectedEcho(t, {
      say: (_: Message, { deadline }: RpcContext) => Promise.resolve({ number: deadline - Date.now() }),
    });
    for (const deadlineMs of [30 * 86_400_000, Infinity]) {
      const { number } = await client.say({}, { deadlineMs });
      assert.ok(number > 590_000 && number <= 600_000, `the server's limit became ${String(number)} ms`);
    }
  });

  it('of the server holds even if the caller would wait longer, for calls and for streams', async (t) => {
    const works = [new Work(), new Work()] as const;
    const { client } = await startConnectedEcho(
      t,
      {
        say: (_: Message, context: RpcContext) => works[0].run(context),
        count: async function* (_: Message, context: RpcContext) {
          yield {};
          await works[1].run(context);
        },
      },
      { server: { deadline: { defaultMs: 100, maxMs: 300, streamMs: 300 } } },
    );
    const error = { kind: 'deadline-exceeded', message: /EchoService\/\w+ did not finish before its deadline/ };
    await assert.rejects(client.say({}), error);
    await assert.rejects(collect(client.count({})), error);
    for (const work of works) await work.assertStopped('deadline-exceeded');
  });

  it('passes on to the calls a handler makes, less the margin', async (t) => {
    const deadlines = { outer: 0, inner: 0 };
    const inner = await startConnectedEcho(t, {
      say: (_: Message, { deadline }: RpcContext) => {
        deadlines.inner = deadline;
        return Promise.resolve({});
      },
    });
    const caller = inner.connect({ deadline: { defaultMs: 60_000, marginMs: 20_000 } });
    const { client } = await startConnectedEcho(t, {
      say: async (request: Message, { deadline }: RpcContext) => {
        deadlines.outer = deadline;
        await sleep(1);
        return caller.say(request);
      },
    });
    await client.say({}, { deadlineMs: 60_000 });
    const margin = deadlines.outer - deadlines.inner;
    // A deadline travels as time left, so the way to the callee is missing from the margin.
    assert.ok(margin > 10_000 && margin <= 20_005, `the margin was ${String(margin)} ms`);
  });

  it('ends the calls that a handler makes with the call it serves', async (t) => {
    const work = new Work();
    const inner = await startConnectedEcho(t, { say: (_: Message, context: RpcContext) => work.run(context) });
    const caller = inner.connect({ deadline: { defaultMs: 60_000 } });
    const { client } = await startConnectedEcho(t, { say: (request: Message) => caller.say(request) });
    await callUntilBegun(client, work);
    await work.assertStopped(...endOfTime);
  });

  it('that leaves less than the margin lets no call begin', async (t) => {
    let wasCalled = false;
    const inner = await startConnectedEcho(t, {
      say: () => {
        wasCalled = true;
        return Promise.resolve({});
      },
    });
    const caller = inner.connect({ deadline: { marginMs: 60_000 } });
    const { client } = await startConnectedEcho(t, { say: (request: Message) => caller.say(request) });
    await assert.rejects(client.say({}, { deadlineMs: 20_000 }), {
      kind: 'deadline-exceeded',
      message: 'no time is left to call test.echo.v1.EchoService/Say',
    });
    assert.equal(wasCalled, false);
  });
});

describe('a cancelled call', () => {
  it('stops the work of the handler', async (t) => {
    const work = new Work();
    const { client } = await startConnectedEcho(t, { say: (_: Message, context: RpcContext) => work.run(context) });
    const abort = new AbortController();
    const call = client.say({}, { signal: abort.signal });
    await until(() => work.turns > 0);
    abort.abort();
    await assert.rejects(call, { kind: 'cancelled' });
    await work.assertStopped('cancelled');
  });

  it('stops a stream whose reader leaves early, and closes the handler’s generator', async (t) => {
    let isClosed = false;
    const { client } = await startConnectedEcho(t, {
      count: async function* () {
        try {
          for (let number = 0; ; number += 1) {
            yield { number };
            await sleep(1);
          }
        } finally {
          isClosed = true;
        }
      },
    });
    for await (const { number } of client.count({})) if (number === 3) break;
    await until(() => isClosed);
  });

  it('reaches the handlers behind the handler', async (t) => {
    const work = new Work();
    const inner = await startConnectedEcho(t, {
      chat: async function* (_: unknown, context: RpcContext) {
        yield {};
        await work.run(context);
      },
    });
    const { client } = await startConnectedEcho(t, {
      count: () => inner.client.chat(streamOf({}, {})),
    });
    const abort = new AbortController();
    const stream = client.count({}, { signal: abort.signal });
    await stream.next();
    abort.abort();
    await assert.rejects(stream.next(), { kind: 'cancelled' });
    await work.assertStopped('cancelled');
  });

  it('does not begin when its signal is aborted already', async (t) => {
    const { client } = await startConnectedEcho(t, { say: () => assert.fail('was called') });
    await assert.rejects(client.say({}, { signal: AbortSignal.abort() }), { kind: 'cancelled' });
  });
});
