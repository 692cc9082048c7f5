import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { invalidArgument } from '@optical/errors';
import type { OpticalError } from '@optical/errors';
import { startConnectedEcho, startEcho } from './support/bench.ts';
import type { Message } from './support/echo-service.ts';
import { startProxy } from './support/proxy.ts';
import { collect } from './support/streams.ts';
import { until } from './support/until.ts';

const text = 'x'.repeat(10_000);

/** Endless messages of 10 kB that counts how many were taken. */
class Source {
  taken = 0;
  isClosed = false;

  async *[Symbol.asyncIterator](): AsyncGenerator<Message> {
    try {
      for (;;) {
        this.taken += 1;
        yield await Promise.resolve({ text, number: this.taken });
      }
    } finally {
      this.isClosed = true;
    }
  }

  /** What has been taken once nothing more is. */
  async settle(): Promise<number> {
    for (let before = -1; before !== this.taken;) {
      before = this.taken;
      await sleep(50);
    }
    return this.taken;
  }
}

describe('a stream', () => {
  it('is produced no faster than the caller reads it', async (t) => {
    const source = new Source();
    const { client } = await startEcho(t, { count: () => source });
    const stream = client.count({});
    await stream.next();
    const ahead = await source.settle();
    assert.ok(ahead < 200, `${String(ahead)} messages were made for one that was read`);
    for (let read = 0; read < 200; read += 1) await stream.next();
    assert.ok((await source.settle()) < 400);
    await stream.return(undefined);
  });

  it('of requests is sent no faster than the handler reads it', async (t) => {
    const source = new Source();
    const gate = Promise.withResolvers<undefined>();
    const { client } = await startEcho(t, {
      collect: async (requests: AsyncIterable<Message>) => {
        await gate.promise;
        for await (const { number } of requests) if (number === 500) return { number };
        return assert.fail('the stream ended');
      },
    });
    const call = client.collect(source);
    // grpc-js keeps up to 1 MiB of a call, 104 messages, in case it has to be sent again.
    const ahead = await source.settle();
    assert.ok(ahead < 250, `${String(ahead)} messages were sent to a handler that read none`);
    gate.resolve(undefined);
    assert.equal((await call).number, 500);
    await until(() => source.isClosed);
  });

  it('of requests is closed when the server ends the call first', async (t) => {
    const source = new Source();
    const refusal = invalidArgument({ field: 'number', description: 'is 3' });
    const { client } = await startEcho(t, {
      chat: async function* (requests: AsyncIterable<Message>) {
        for await (const { number } of requests) {
          if (number === 3) throw refusal;
          yield { number };
        }
      },
    });
    await assert.rejects(collect(client.chat(source)), { kind: 'invalid-argument' });
    await source.settle();
    assert.ok(source.isClosed);
  });

  it('of requests that fails fails the call with its own error and cancels the handler', async (t) => {
    const read = Promise.withResolvers<undefined>();
    const cancelled = Promise.withResolvers<unknown>();
    const { client } = await startEcho(t, {
      collect: async (requests: AsyncIterable<Message>) => {
        try {
          for await (const { number } of requests) if (number === 1) read.resolve(undefined);
        } catch (error) {
          cancelled.resolve(error);
        }
        return {};
      },
    });
    const failing = async function* () {
      yield { number: 1 };
      await read.promise;
      throw new RangeError('the source broke');
    };
    await assert.rejects(client.collect(failing()), RangeError);
    assert.equal(((await cancelled.promise) as { kind: string }).kind, 'cancelled');
    await assert.rejects(collect(client.chat(failing())), RangeError);
  });

  it('of requests never looks complete to its handler when the caller cancels or the connection breaks', async (t) => {
    let begun = 0;
    const ends: string[] = [];
    const { client, port, connectTo } = await startConnectedEcho(t, {
      collect: async (requests: AsyncIterable<Message>) => {
        begun += 1;
        try {
          await collect(requests);
          ends.push('complete');
        } catch (error) {
          ends.push((error as OpticalError).kind);
        }
        return {};
      },
    });
    const endless = async function* (delayMs: number) {
      for (let number = 0; ; number += 1) {
        yield { number, text };
        await sleep(delayMs);
      }
    };
    for (let round = 0; round < 20; round += 1) {
      const before = begun;
      const caller = new AbortController();
      const left = assert.rejects(client.collect(endless(round % 3), { signal: caller.signal }), { kind: 'cancelled' });
      await until(() => begun > before);
      await sleep(round);
      caller.abort();
      await left;
    }
    const proxy = await startProxy(t, port);
    for (let round = 0; round < 10; round += 1) {
      const before = begun;
      const broken = assert.rejects(connectTo(proxy.address).collect(endless(1)), { kind: 'unavailable' });
      await until(() => begun > before);
      await sleep(round);
      proxy.breakConnections();
      await broken;
    }
    await until(() => ends.length === begun);
    assert.deepEqual([...new Set(ends)], ['cancelled']);
  });

  it('may be answered before its requests have been read', async (t) => {
    const { client } = await startEcho(t, { collect: () => Promise.resolve({ number: 7 }) });
    assert.equal((await client.collect(new Source())).number, 7);
  });
});
