import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { decideRestart } from './restart-policy.ts';

describe('decideRestart', () => {
  it('doubles the delay with every quick failure and gives up at the fifth', () => {
    const delays = [0, 1, 2, 3, 4].map((failures) => decideRestart(failures, 1, 100).delayMs);
    assert.deepEqual(delays, [250, 500, 1000, 2000, undefined]);
  });

  it('forgets earlier failures of a process that ran for a minute', () => {
    assert.deepEqual(decideRestart(4, null, 60_000), { failuresInARow: 1, delayMs: 250 });
  });

  it('does not start a process again whose settings are wrong', () => {
    assert.equal(decideRestart(0, 2, 100).delayMs, undefined);
  });
});
