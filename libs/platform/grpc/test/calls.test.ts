import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { startEcho } from './support/bench.ts';
import type { Message } from './support/echo-service.ts';
import { collect, streamOf } from './support/streams.ts';

const upTo = (count: number) => Array.from({ length: count }, (_, index) => ({ text: '', number: index + 1 }));

describe('the four kinds of call', () => {
  it('answer a message with a message', async (t) => {
    const { client } = await startEcho(t, {
      say: (request: Message) => Promise.resolve({ ...request, number: request.number + 1 }),
    });
    assert.deepEqual(await client.say({ text: 'ok', number: 1 }), { text: 'ok', number: 2 });
  });

  it('answer a message with a stream', async (t) => {
    const { client } = await startEcho(t, { count: ({ number }: Message) => streamOf(...upTo(number)) });
    assert.deepEqual(await collect(client.count({ number: 100 })), upTo(100));
  });

  it('answer a stream with a message', async (t) => {
    const { client } = await startEcho(t, {
      collect: async (requests: AsyncIterable<Message>) => ({ number: (await collect(requests)).length }),
    });
    assert.equal((await client.collect(streamOf(...upTo(100)))).number, 100);
  });

  it('answer a stream with a stream', async (t) => {
    const { client } = await startEcho(t, {
      chat: async function* (requests: AsyncIterable<Message>) {
        for await (const { number } of requests) yield { number: number * 2 };
      },
    });
    const replies = await collect(client.chat(streamOf(...upTo(50))));
    assert.deepEqual(
      replies.map(({ number }) => number / 2),
      upTo(50).map(({ number }) => number),
    );
  });
});
