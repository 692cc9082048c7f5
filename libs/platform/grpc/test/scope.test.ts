import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { runOutsideCall } from '../src/index.ts';
import type { RpcContext } from '../src/index.ts';
import { startConnectedEcho } from './support/bench.ts';
import type { Message } from './support/echo-service.ts';

describe('work that a handler starts', () => {
  it('and leaves running after its answer is not bound by the deadline of the call', async (t) => {
    const inner = await startConnectedEcho(t, { say: (request: Message) => Promise.resolve(request) });
    let job: Promise<Message> | undefined;
    const { client } = await startConnectedEcho(t, {
      say: (request: Message) => {
        job = sleep(500).then(() => inner.client.say(request));
        return Promise.resolve({});
      },
    });
    await client.say({ number: 5 }, { deadlineMs: 400 });
    assert.equal((await job)!.number, 5);
  });

  it('outside the call makes calls that outlive it', async (t) => {
    const inner = await startConnectedEcho(t, {
      say: async (request: Message) => {
        await sleep(500);
        return request;
      },
    });
    let job: Promise<Message> | undefined;
    const { client } = await startConnectedEcho(t, {
      say: (request: Message, { signal }: RpcContext) => {
        job = runOutsideCall(() => inner.client.say(request));
        return sleep(10_000, {}, { signal });
      },
    });
    await assert.rejects(client.say({ number: 5 }, { deadlineMs: 150 }), { kind: 'deadline-exceeded' });
    assert.equal((await job)!.number, 5);
  });
});
