import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { OpticalError } from '@optical/errors';
import { assertRejected } from '@optical/testing/assert-rejected';
import { Batcher } from './batcher.ts';
import type { BatcherOptions, BatchReport } from './batcher.ts';

/** A batcher whose items are their own lengths, and whose batches end when the test says so. */
function manualBatcher(options: Partial<BatcherOptions<number, string>> = {}) {
  const begun: { items: readonly number[]; end: (error?: Error) => void }[] = [];
  const reports: BatchReport[] = [];
  let dropped = 0;
  const batcher = new Batcher<number, string>({
    run: (items) => {
      const { promise, resolve, reject } = Promise.withResolvers<undefined>();
      const startedAt = Math.round(performance.now());
      begun.push({
        items,
        end: (error) => {
          if (error === undefined) resolve(undefined);
          else reject(error);
        },
      });
      return promise.then(() => ({ rows: items.map(String), startedAt, endedAt: startedAt + 100 }));
    },
    lengthOf: (item) => ({ tokens: item, padded: Math.ceil(item / 4) * 4 }),
    batchTokens: 16,
    queueTokens: 64,
    concurrency: 1,
    onBatch: (report) => reports.push(report),
    onDrop: (items) => (dropped += items),
    ...options,
  });
  const endNext = async (error?: Error): Promise<void> => {
    begun.shift()!.end(error);
    await nextTurn();
  };
  return { batcher, begun, reports, endNext, dropped: () => dropped };
}

describe('the batcher', () => {
  it('fills batches by padded tokens from all callers, oldest first, and answers each in its order', async () => {
    const { batcher, begun, reports, endNext } = manualBatcher();
    const first = batcher.submit([3, 7]);
    const second = batcher.submit([8, 4, 5, 1]);
    await endNext();
    assert.deepEqual(begun[0]!.items, [7, 8]);
    await endNext();
    assert.deepEqual(begun[0]!.items, [4, 1]);
    await endNext();
    assert.deepEqual(begun[0]!.items, [5]);
    await endNext();
    assert.deepEqual((await first).rows, ['3', '7']);
    const { rows, computedTokens, seconds } = await second;
    assert.deepEqual(rows, ['8', '4', '5', '1']);
    assert.equal(computedTokens, 24);
    assert.ok(seconds.encode >= 0.1 && seconds.queue >= 0);
    assert.deepEqual(reports[1], { size: 2, tokens: 15, computedTokens: 16, seconds: 0.1 });
  });

  it('refuses what would exceed the bound and says when to come back', async () => {
    const { batcher, endNext } = manualBatcher();
    const running = batcher.submit([16]);
    const waiting = batcher.submit([16, 16, 16]);
    assert.equal(batcher.queuedTokens, 48);
    await assertRejected(() => batcher.submit([17]), 'exhausted', '48 tokens wait', '20 more', '64');
    await endNext();
    assert.equal(batcher.queuedTokens, 32);
    const later = batcher.submit([17]);
    await assert.rejects(batcher.submit([16]), (error: OpticalError) => {
      const { retryAfterMs } = error.details;
      return error.kind === 'exhausted' && retryAfterMs! >= 45 && retryAfterMs! <= 55;
    });
    await assert.rejects(batcher.submit([30, 40]), (error: OpticalError) => {
      return error.kind === 'exhausted' && error.details.retryAfterMs === undefined && error.message.includes('72');
    });
    for (let left = 4; left > 0; left--) await endNext();
    await Promise.all([running, waiting, later]);
  });

  it('never computes what its caller no longer waits for', async () => {
    const { batcher, begun, endNext, dropped } = manualBatcher();
    const running = batcher.submit([16]);
    const leaving = new AbortController();
    const left = batcher.submit([4, 4, 16], { signal: leaving.signal });
    const patient = batcher.submit([4]);
    leaving.abort();
    await assertRejected(() => left, 'cancelled');
    await assertRejected(() => batcher.submit([4], { signal: leaving.signal }), 'cancelled');
    assert.equal(batcher.queuedTokens, 4);
    assert.equal(dropped(), 3);
    await endNext();
    assert.deepEqual(begun[0]!.items, [4]);
    await endNext();
    await Promise.all([running, patient]);
    assert.equal(begun.length, 0);
  });

  it('never begins what cannot end before its deadline, nor lets it wait in vain', async () => {
    const { batcher, begun, endNext } = manualBatcher();
    const first = batcher.submit([16]);
    const late = batcher.submit([16], { deadline: Date.now() + 60 });
    const rejected = assertRejected(() => late, 'deadline-exceeded');
    // A batch of 16 tokens takes 100 ms.
    await endNext();
    await rejected;
    const running = batcher.submit([16]);
    const waiting = batcher.submit([16]);
    await assertRejected(() => batcher.submit([16], { deadline: Date.now() + 250 }), 'exhausted', '32 tokens');
    await endNext();
    await endNext();
    await Promise.all([first, running, waiting]);
    assert.equal(begun.length, 0);
  });

  it('takes a call only when what is ahead takes half of its time at most, before its items are known too', async (t) => {
    t.mock.timers.enable({ apis: ['Date'], now: Date.now() });
    const { batcher, endNext } = manualBatcher();
    const measured = batcher.submit([16]);
    await endNext();
    const running = batcher.submit([16]);
    const waiting = batcher.submit([16]);
    // 200 ms are ahead and 25 ms are its own: 425 ms are needed.
    const inTime = batcher.submit([4], { deadline: Date.now() + 460 });
    // 225 ms are ahead by now, 5 ms more than half of the time it has.
    await assert.rejects(batcher.submit([4], { deadline: Date.now() + 440 }), (error: OpticalError) => {
      assert.equal(error.kind, 'exhausted');
      assert.match(error.message, /36 tokens are ahead, about 225 ms/);
      const { retryAfterMs } = error.details;
      return retryAfterMs! >= 45 && retryAfterMs! <= 55;
    });
    assert.throws(() => {
      batcher.requireRoom(4, Date.now() + 440);
    }, /36 tokens are ahead/);
    batcher.requireRoom(4, Date.now() + 600);
    assert.equal(batcher.queuedTokens, 20);
    for (let left = 3; left > 0; left--) await endNext();
    await Promise.all([measured, running, waiting, inTime]);
  });

  it('does not make a call late with what shares its batch', async (t) => {
    t.mock.timers.enable({ apis: ['Date'], now: Date.now() });
    const { batcher, begun, endNext } = manualBatcher({ batchTokens: 64 });
    const first = batcher.submit([16]);
    await endNext();
    const running = batcher.submit([16]);
    // 100 ms are ahead; of the other 260 ms, 41 tokens are computed.
    const urgent = batcher.submit([16], { deadline: Date.now() + 360 });
    const others = batcher.submit([16, 16]);
    await endNext();
    const taken = begun[0]!.items.length;
    while (begun.length > 0) await endNext();
    await Promise.all([first, running, urgent, others]);
    assert.equal(taken, 3);
    const tight = batcher.submit([16], { deadline: Date.now() + 260 });
    await endNext();
    await tight;
  });

  it('makes batches smaller where computing is slow', async () => {
    // 16 tokens take 100 ms: 80 tokens are half a second.
    const { batcher, begun, endNext } = manualBatcher({ batchTokens: 1024, queueTokens: 1024 });
    const first = batcher.submit([16]);
    await endNext();
    const later = batcher.submit(Array<number>(8).fill(16));
    await nextTurn();
    assert.deepEqual(
      begun.map(({ items }) => items.length),
      [5],
    );
    await endNext();
    await endNext();
    await Promise.all([first, later]);
  });

  it('fails only the calls of a batch that failed, and goes on', async () => {
    const { batcher, endNext } = manualBatcher();
    const failing = batcher.submit([16, 16]);
    const other = batcher.submit([8]);
    const rejected = assertRejected(() => failing, 'unavailable', 'died');
    await endNext(new OpticalError('unavailable', 'the worker died'));
    await rejected;
    assert.equal(batcher.queuedTokens, 0);
    await endNext();
    assert.deepEqual((await other).rows, ['8']);
  });

  it('answers nothing with nothing', async () => {
    const { rows, computedTokens } = await manualBatcher().batcher.submit([]);
    assert.deepEqual([rows.length, computedTokens], [0, 0]);
  });
});
