import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { exhausted, OpticalError } from '@optical/errors';
import { assertRejected } from '@optical/testing/assert-rejected';
import { waitForRoom } from './wait-for-room.ts';

const { signal } = new AbortController();

/** Does work that is refused so often, and tells what was waited, in milliseconds. */
async function waited(refusals: number, retryAfterMs: number, goesOnAt?: number): Promise<readonly number[]> {
  const [told, passed]: number[][] = [[], []];
  let attempt = 0;
  const work = async (goesOn: () => void): Promise<void> => {
    await Promise.resolve();
    attempt += 1;
    if (attempt === goesOnAt) goesOn();
    if (attempt <= refusals) throw exhausted('no room for codes', retryAfterMs);
  };
  const onWait = (ms: number, message: string) => {
    assert.equal(message, 'no room for codes');
    told!.push(ms);
  };
  await waitForRoom(work, { signal, onWait }, (ms) => Promise.resolve(void passed!.push(ms)));
  assert.deepEqual(told, passed);
  return passed!;
}

describe('work that a service has no room for', () => {
  it('is done again after the time that the service tells, ten seconds at most', async () => {
    assert.deepEqual(await waited(2, 5_000), [5_000, 5_000]);
    assert.deepEqual(await waited(1, 60_000), [10_000]);
    assert.deepEqual(await waited(0, 5_000), []);
  });

  it('is given up when nothing got done in ten minutes, and not before', async () => {
    assert.equal((await waited(120, 5_000)).length, 120);
    await assertRejected(() => waited(121, 5_000), 'exhausted', 'no room for codes', '600 s');
    assert.equal((await waited(150, 5_000, 100)).length, 150);
  });

  it('is given up for good: who does it as part of other work does not wait for it again', async () => {
    const never = () => Promise.reject(exhausted('no room for codes', 10_000));
    const options = { signal, onWait: () => undefined };
    let attempts = 0;
    const outer = waitForRoom(() => {
      attempts += 1;
      return waitForRoom(never, options, () => Promise.resolve());
    }, options);
    await assertRejected(() => outer, 'exhausted');
    assert.equal(attempts, 1);
  });

  it('is not done again when waiting does not help', async () => {
    for (const error of [new OpticalError('exhausted', 'too large'), new OpticalError('not-found', 'no collection')]) {
      const onWait = () => assert.fail('it waits');
      await assertRejected(() => waitForRoom(() => Promise.reject(error), { signal, onWait }), error.kind);
    }
  });

  it('ends when it is cancelled while it waits', async () => {
    const leaving = new AbortController();
    const full = () => Promise.reject(exhausted('no room for codes', 10_000));
    const onWait = () => {
      leaving.abort();
    };
    await assertRejected(() => waitForRoom(full, { signal: leaving.signal, onWait }), 'cancelled');
  });
});
