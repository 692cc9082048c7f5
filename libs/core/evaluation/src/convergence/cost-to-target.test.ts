import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { assertRejected } from '@optical/testing/assert-rejected';
import { costToTarget, logStepArea, targetScore } from './cost-to-target.ts';
import { performanceProfiles } from './performance-profile.ts';

const curve = [
  { step: 0, pairs: 0, trainingSeconds: 0, score: 0.2 },
  { step: 10, pairs: 320, trainingSeconds: 4, score: 0.4 },
  { step: 20, pairs: 640, trainingSeconds: 9, score: 0.3 },
  { step: 40, pairs: 1280, trainingSeconds: 20, score: 0.6 },
];

describe('cost to a target', () => {
  it('lies on the line between the points around the target', () => {
    assert.deepEqual(costToTarget(curve, 0.45), { reached: true, steps: 30, pairs: 960, seconds: 14.5 });
  });

  it('is that of the first crossing, and of the first point for a target at or below the start', () => {
    assert.deepEqual(costToTarget(curve, 0.4), { reached: true, steps: 10, pairs: 320, seconds: 4 });
    assert.deepEqual(costToTarget(curve, 0.1), { reached: true, steps: 0, pairs: 0, seconds: 0 });
  });

  it('is censored at the last point where the target is not reached', () => {
    assert.deepEqual(costToTarget(curve, 0.7), { reached: false, steps: 40, pairs: 1280, seconds: 20 });
  });

  it('grows with the target', () => {
    const scores = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 1 });
    fc.assert(
      fc.property(scores, (values) => {
        const points = values.map((score, step) => ({ step, pairs: step, trainingSeconds: step, score }));
        const steps = [0.5, 0.75, 0.9, 0.95].map((share) => costToTarget(points, targetScore(0, 1, share)).steps);
        assert.ok(steps.every((step, index) => index === 0 || step >= steps[index - 1]! - 1e-9));
      }),
    );
  });

  it('refuses a teacher that is not above the start and steps that do not increase', async () => {
    assert.equal(targetScore(0.2, 0.6, 0.75), 0.5);
    await assertRejected(() => targetScore(0.5, 0.5, 0.9), 'invalid-argument', 'teacher', '0.5');
    await assertRejected(() => targetScore(0, 1, 90), 'invalid-argument', 'share', '90');
    await assertRejected(() => costToTarget([], 1), 'invalid-argument', 'curve');
    await assertRejected(() => costToTarget([curve[1]!, curve[0]!], 1), 'invalid-argument', 'curve[1].step');
  });
});

describe('area against the logarithm of the steps', () => {
  it('is the trapezoid mean, without the start', () => {
    // Two equal widths of log 2.
    assert.ok(Math.abs(logStepArea(curve)! - (0.35 + 0.45) / 2) < 1e-12);
    assert.equal(logStepArea(curve.slice(0, 2)), undefined);
  });
});

describe('performance profiles', () => {
  it('count what each arm solved within a factor of the cheapest', async () => {
    const costs = [
      [1, 4, Infinity, 0, Infinity],
      [3, 2, 5, 3, Infinity],
    ];
    assert.deepEqual(performanceProfiles(costs, [1, 2, 1e9]), [
      [0.4, 0.6, 0.6],
      [0.4, 0.4, 0.6],
    ]);
    await assertRejected(() => performanceProfiles([[1], [1, 2]], [1]), 'invalid-argument', 'costs[1]');
    await assertRejected(() => performanceProfiles([[]], [1]), 'invalid-argument', 'costs');
  });
});
