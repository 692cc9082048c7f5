import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { invalidArgument, OpticalError } from '@optical/errors';
import { CallQueue } from './call-queue.ts';
import type { Request } from './protocol.ts';
import { toWireError } from './wire-error.ts';

function queueOf(limit: number): { queue: CallQueue; posted: Request[]; answer: (place: number) => void } {
  const posted: Request[] = [];
  const queue = new CallQueue((request) => posted.push(request), limit);
  const answer = (place: number): void => {
    const { id, argument } = posted[place]!;
    queue.settle({ id, value: argument, startedAt: 1, endedAt: 1.5 });
  };
  return { queue, posted, answer };
}

describe('CallQueue', () => {
  it('posts two calls ahead and the next one whenever an answer comes', async () => {
    const { queue, posted, answer } = queueOf(10);
    const calls = ['a', 'b', 'c'].map((argument) => queue.push('echo', argument, {}));
    assert.deepEqual(
      posted.map(({ argument }) => argument),
      ['a', 'b'],
    );
    answer(0);
    answer(1);
    answer(2);
    assert.deepEqual(
      (await Promise.all(calls)).map(({ value }) => value),
      ['a', 'b', 'c'],
    );
    assert.equal(queue.size, 0);
  });

  it('refuses a call beyond its limit and says when to come again', async () => {
    const { queue, answer } = queueOf(1);
    const first = queue.push('echo', 0, {});
    answer(0);
    await first;
    const calls = [1, 2, 3].map((argument) => queue.push('echo', argument, {}));
    await assert.rejects(queue.push('echo', 4, {}), (error: OpticalError) => {
      assert.equal(error.kind, 'exhausted');
      assert.equal(error.details.retryAfterMs, 1500, 'three calls, half a second each');
      return true;
    });
    [1, 2, 3].forEach(answer);
    await Promise.all(calls);
  });

  it('takes a waiting call out of the line when its signal is aborted', async () => {
    const { queue, posted, answer } = queueOf(10);
    const controller = new AbortController();
    const others = ['a', 'b'].map((argument) => queue.push('echo', argument, {}));
    const waiting = queue.push('echo', 'c', { signal: controller.signal });
    controller.abort();
    await assert.rejects(waiting, { kind: 'cancelled' });
    answer(0);
    answer(1);
    await Promise.all(others);
    assert.equal(posted.length, 2);
  });

  it('rejects a posted call at once when its deadline passes, and drops the late result', async () => {
    const { queue, answer } = queueOf(10);
    const call = queue.push('echo', 'a', { signal: AbortSignal.timeout(1) });
    await assert.rejects(call, { kind: 'deadline-exceeded' });
    assert.equal(queue.size, 1, 'the worker is still busy with it');
    answer(0);
    assert.equal(queue.size, 0);
  });

  it('hands on the error of the other thread with its kind and details', async () => {
    const { queue, posted } = queueOf(10);
    const call = queue.push('echo', 'a', {});
    const error = toWireError(invalidArgument({ field: 'ids', description: 'is empty' }));
    queue.settle(structuredClone({ id: posted[0]!.id, error }));
    await assert.rejects(call, (caught: unknown) => {
      assert.ok(caught instanceof OpticalError);
      assert.equal(caught.kind, 'invalid-argument');
      assert.equal(caught.details.fieldViolations?.[0]?.field, 'ids');
      return true;
    });
  });

  it('rejects everything under way when the worker dies', async () => {
    const { queue } = queueOf(10);
    const calls = [1, 2, 3].map((argument) => queue.push('echo', argument, {}));
    queue.refuseAll(new OpticalError('unavailable', 'the worker died'));
    for (const call of calls) await assert.rejects(call, { kind: 'unavailable' });
    assert.equal(queue.size, 0);
  });
});
