import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { Admission } from './admission.ts';

const never = new AbortController().signal;

describe('admission', () => {
  it('admits up to the limit, then lets wait in order of arrival', async () => {
    const admission = new Admission({ running: 1, waiting: 2 });
    const order: number[] = [];
    await admission.enter(never);
    const waiting = [1, 2].map((number) => admission.enter(never).then(() => order.push(number)));
    assert.ok(admission.isFull);
    admission.release();
    await waiting[0];
    assert.deepEqual(order, [1]);
    admission.release();
    await waiting[1];
    assert.deepEqual(order, [1, 2]);
    admission.release();
    assert.equal(admission.running, 0);
  });

  it('lets a waiting call leave with the reason of its signal', async () => {
    const admission = new Admission({ running: 1, waiting: 1 });
    await admission.enter(never);
    const abort = new AbortController();
    const waiting = admission.enter(abort.signal);
    const reason = new Error('gone');
    abort.abort(reason);
    await assert.rejects(waiting, reason);
    assert.equal(admission.waiting, 0);
    admission.release();
    assert.ok(admission.tryEnter());
  });

  it('tells refused callers to wait longer the slower calls are and the longer the queue is, within bounds', () => {
    const waitAfter = (durationMs: number, waiting: number) => {
      let now = 0;
      const admission = new Admission({ running: 1, waiting }, () => now);
      for (let call = 0; call < 200; call += 1) {
        assert.ok(admission.tryEnter());
        now += durationMs;
        admission.release();
        now += 1000;
      }
      admission.tryEnter();
      for (let call = 0; call < waiting; call += 1) void admission.enter(never);
      return admission.refusal().details.retryAfterMs!;
    };
    assert.ok(waitAfter(0, 0) >= 50);
    const short = waitAfter(100, 0);
    assert.ok(short >= 80 && short <= 120);
    const long = waitAfter(100, 9);
    assert.ok(long >= 800 && long <= 1200);
    assert.equal(waitAfter(100_000, 3), 5000);
  });

  /** Calls that share one processor: each takes `workMs` of it, and `running` run at once. */
  function share(admission: Admission, clock: { now: number }, running: number, workMs: number, calls: number): void {
    while (admission.running < running) admission.tryEnter();
    for (let call = 0; call < calls; call += 1) {
      clock.now += workMs;
      admission.release();
      admission.tryEnter();
    }
  }

  it('expects the same wait however many calls shared the processors so far', () => {
    const expected = [1, 8, 32].map((running) => {
      const clock = { now: 0 };
      const admission = new Admission({ running: 32, waiting: 100 }, () => clock.now);
      share(admission, clock, running, 30, 200);
      while (admission.tryEnter());
      for (let call = 0; call < 9; call += 1) void admission.enter(never);
      return Math.round(admission.expectedWaitMs);
    });
    assert.deepEqual(expected, [300, 300, 300]);
  });

  it('does not expect a shorter wait when calls are cut off', () => {
    const clock = { now: 0 };
    const admission = new Admission({ running: 4, waiting: 100 }, () => clock.now);
    for (let round = 0; round < 200; round += 1) {
      while (admission.tryEnter());
      clock.now += 30;
      admission.release();
      admission.release(false);
      admission.release(false);
    }
    assert.equal(Math.round(admission.expectedWaitMs), 30);
  });

  it('never runs or queues more than allowed and loses no place, whatever happens in whatever order', async () => {
    const step = fc.constantFrom('enter', 'release', 'cancel');
    const limits = fc.record({ running: fc.integer({ min: 1, max: 3 }), waiting: fc.integer({ min: 0, max: 3 }) });
    await fc.assert(
      fc.asyncProperty(limits, fc.array(step, { maxLength: 60 }), async (limits, steps) => {
        const admission = new Admission(limits);
        const waiting: AbortController[] = [];
        let held = 0;
        const take = async (abort: AbortController) => {
          try {
            await admission.enter(abort.signal);
            held += 1;
          } catch {
            // Left the queue.
          }
          waiting.splice(waiting.indexOf(abort), 1);
        };
        for (const action of steps) {
          if (action === 'enter' && !admission.isFull) {
            const abort = new AbortController();
            waiting.push(abort);
            void take(abort);
          } else if (action === 'release' && held > 0) {
            held -= 1;
            admission.release();
          } else if (action === 'cancel') waiting.at(0)?.abort(new Error('gone'));
          await new Promise(setImmediate);
          assert.equal(admission.running, held);
          assert.equal(admission.waiting, waiting.length);
          assert.ok(held <= limits.running && waiting.length <= limits.waiting);
          assert.ok(waiting.length === 0 || held === limits.running);
        }
      }),
      { numRuns: 50 },
    );
  });
});
