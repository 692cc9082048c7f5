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
      const clock = { now: 0 };
      const admission = new Admission({ running: 1, waiting }, () => clock.now);
      for (let call = 0; call < 100; call += 1) {
        assert.ok(admission.tryEnter());
        clock.now += durationMs;
        admission.release();
        clock.now += 1000;
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

  /** An admission with all of 8 places taken, on a clock that `pass` moves. */
  function full() {
    let now = 0;
    const admission = new Admission({ running: 8, waiting: 100 }, () => now);
    while (admission.tryEnter());
    const pass = (milliseconds: number) => (now += milliseconds);
    const end = (calls: number, isDone = true) => {
      for (let call = 0; call < calls; call += 1) admission.release(isDone);
      while (admission.tryEnter());
    };
    return { admission, pass, end };
  }
  const repeat = (times: number, work: () => void) => {
    for (let time = 0; time < times; time += 1) work();
  };

  it('expects a wait of as long as places take to be given back, one by one or many at once', () => {
    const oneByOne = full();
    repeat(50, () => {
      oneByOne.pass(30);
      oneByOne.end(1);
    });
    repeat(9, () => void oneByOne.admission.enter(never));
    assert.equal(Math.round(oneByOne.admission.expectedWaitMs), 300);
    const atOnce = full();
    repeat(50, () => {
      atOnce.pass(240);
      atOnce.end(8);
    });
    assert.equal(Math.round(atOnce.admission.expectedWaitMs), 30);
  });

  it('does not take the time between calls that come one after the other for what calls take', () => {
    const { admission, pass, end } = full();
    repeat(50, () => {
      pass(30);
      end(1);
    });
    repeat(8, () => {
      pass(30);
      admission.release();
    });
    repeat(50, () => {
      pass(400);
      admission.tryEnter();
      pass(400);
      admission.release();
    });
    while (admission.tryEnter());
    assert.equal(Math.round(admission.expectedWaitMs), 30);
  });

  it('does not expect a shorter wait when calls are cut off', () => {
    const { admission, pass, end } = full();
    repeat(50, () => {
      void admission.enter(never);
      void admission.enter(never);
      pass(30);
      end(2, false);
      pass(30);
      end(1);
    });
    assert.ok(admission.expectedWaitMs >= 30, `${admission.expectedWaitMs} ms`);
  });

  it('expects a longer wait while nothing ends, and forgets it soon after', () => {
    const { admission, pass, end } = full();
    repeat(50, () => {
      pass(30);
      end(1);
    });
    pass(60_000);
    assert.ok(admission.expectedWaitMs > 1000, `${admission.expectedWaitMs} ms`);
    end(1);
    assert.ok(admission.expectedWaitMs < 200, `${admission.expectedWaitMs} ms`);
    repeat(32, () => {
      pass(30);
      end(1);
    });
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
