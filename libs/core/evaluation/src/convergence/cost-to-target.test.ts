import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { assertRejected } from '@optical/testing/assert-rejected';
import { costToTarget, logStepArea, queryAreas, targetScore } from './cost-to-target.ts';
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

describe('areas of queries', () => {
  it('are computed by hand for steps that double, without the start', () => {
    const points = [
      { step: 0, values: [9, 9] },
      { step: 10, values: [0.4, 0] },
      { step: 20, values: [0.2, 0] },
      { step: 40, values: [0.8, 1] },
    ];
    const [first, second] = queryAreas(points)!;
    assert.ok(Math.abs(first! - (0.3 + 0.5) / 2) < 1e-12 && Math.abs(second! - 0.25) < 1e-12);
    assert.equal(queryAreas(points.slice(0, 2)), undefined);
  });

  it('have the area of the mean as their mean', () => {
    const score = fc.double({ min: 0, max: 1, noNaN: true });
    const points = fc.array(fc.tuple(score, score, score), { minLength: 3, maxLength: 8 });
    fc.assert(
      fc.property(points, (rows) => {
        const areas = queryAreas(rows.map((values, index) => ({ step: 3 * index, values })))!;
        const mean = rows.map(([a, b, c], index) => {
          return { step: 3 * index, pairs: 0, trainingSeconds: 0, score: (a + b + c) / 3 };
        });
        assert.ok(Math.abs((areas[0]! + areas[1]! + areas[2]!) / 3 - logStepArea(mean)!) < 1e-12);
      }),
    );
  });

  it('are refused for points with different numbers of queries and steps that do not rise', async () => {
    const short = [
      { step: 1, values: [1, 1] },
      { step: 2, values: [1] },
    ];
    await assertRejected(() => queryAreas(short), 'invalid-argument', 'step 2', 'needs 2 values');
    await assertRejected(() => queryAreas([short[0]!, short[0]!]), 'invalid-argument', 'step 1');
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
