import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { runOutsideCall } from '../src/index.ts';
import type { RpcContext } from '../src/index.ts';
import { startConnectedEcho } from './support/bench.ts';
import type { Message } from './support/echo-service.ts';
import { until } from './support/until.ts';

describe('work that a handler starts', () => {
  it('and leaves running after its answer is not bound by the deadline of the call', async (t) => {
    const inner = await startConnectedEcho(t, { say: (request: Message) => Promise.resolve(request) });
    let job: Promise<Message> | undefined;
    const { client } = await startConnectedEcho(t, {
      say: (request: Message, { deadline }: RpcContext) => {
        job = sleep(deadline - Date.now() + 100).then(() => inner.client.say(request));
        return Promise.resolve({});
      },
    });
    for (let deadlineMs = 200; job === undefined; deadlineMs *= 4)
      await client.say({ number: 5 }, { deadlineMs }).catch(() => undefined);
    assert.equal((await job).number, 5);
  });

  it('outside the call makes calls that outlive it', async (t) => {
    const gate = Promise.withResolvers<undefined>();
    let innerContext: RpcContext | undefined;
    const inner = await startConnectedEcho(t, {
      say: async (request: Message, context: RpcContext) => {
        innerContext = context;
        await gate.promise;
        return request;
      },
    });
    const caller = inner.connect({ deadline: { defaultMs: 60_000 } });
    let outerContext: RpcContext | undefined;
    let job: Promise<Message> | undefined;
    const { client } = await startConnectedEcho(t, {
      say: (request: Message, context: RpcContext) => {
        outerContext = context;
        job = runOutsideCall(() => caller.say(request));
        return sleep(60_000, {}, { signal: context.signal });
      },
    });
    const abort = new AbortController();
    const options = { deadlineMs: 20_000, signal: abort.signal };
    const call = assert.rejects(client.say({ number: 5 }, options), { kind: 'cancelled' });
    await until(() => innerContext !== undefined);
    abort.abort();
    await call;
    await until(() => outerContext!.signal.aborted);
    gate.resolve(undefined);
    assert.equal((await job)!.number, 5);
    assert.ok(innerContext!.deadline > outerContext!.deadline + 20_000);
  });
});
