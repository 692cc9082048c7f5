import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { assertRejected } from '@optical/testing/assert-rejected';
import { kaplanMeier, medianTime, restrictedMean } from './survival.ts';
import type { Observation, SurvivalPoint } from './survival.ts';

interface Case {
  readonly observations: Observation[];
  readonly curve: SurvivalPoint[];
  readonly median: number | null;
  readonly horizon: number;
  readonly restrictedMean: number;
}

const { cases } = JSON.parse(readFileSync(new URL('../../fixtures/survival.json', import.meta.url), 'utf8')) as {
  cases: Case[];
};

const runs = [1, 2, 3, 4].map((time) => ({ time, reached: time !== 2 }));

describe('time to a target', () => {
  it('keeps censored runs, as computed by hand', () => {
    // At risk: 4, then 2 after one censored run, then 1.
    assert.deepEqual(kaplanMeier(runs), [
      { time: 1, survival: 3 / 4 },
      { time: 3, survival: 3 / 8 },
      { time: 4, survival: 0 },
    ]);
    assert.equal(medianTime(runs), 3);
    assert.equal(restrictedMean(runs, 4), 1 + (2 * 3) / 4 + 3 / 8);
    assert.equal(restrictedMean(runs, 2), 1 + 3 / 4);
    assert.equal(restrictedMean(runs, 100), restrictedMean(runs, 4));
  });

  it('gives the curve, median and restricted mean of a run-by-run computation', () => {
    for (const { observations, curve, median, horizon, restrictedMean: mean } of cases) {
      const actual = kaplanMeier(observations);
      assert.deepEqual(
        actual.map(({ time }) => time),
        curve.map(({ time }) => time),
      );
      for (const [index, { survival }] of actual.entries()) {
        assert.ok(Math.abs(survival - curve[index]!.survival) < 1e-12);
      }
      assert.equal(medianTime(observations) ?? null, median);
      assert.ok(Math.abs(restrictedMean(observations, horizon) - mean) < 1e-9);
    }
  });

  it('has no median where fewer than half the runs arrive, and no mean beyond what was watched', async () => {
    const censored = [1, 2, 3].map((time) => ({ time, reached: time === 1 }));
    assert.equal(medianTime(censored), undefined);
    assert.equal(restrictedMean([{ time: 5, reached: false }], 5), 5);
    await assertRejected(() => restrictedMean(censored, 4), 'invalid-argument', 'horizon', '4', '3');
    await assertRejected(() => kaplanMeier([]), 'invalid-argument', 'observations');
    await assertRejected(() => kaplanMeier([{ time: NaN, reached: true }]), 'invalid-argument', 'NaN');
  });
});
