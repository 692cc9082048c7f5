import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { constantSchedule, cosineSchedule, createGraph, evaluate, input, linearSchedule } from '../index.ts';
import type { Schedule } from '../index.ts';

function factors(schedule: Schedule, steps: readonly number[]): number[] {
  const step = input(createGraph(), 'step', 'float32', []);
  const factor = schedule(step);
  return steps.map((at) => evaluate([factor], { step: at })[0]!.data[0]!);
}

function assertClose(actual: readonly number[], expected: readonly number[]): void {
  expected.forEach((x, i) => {
    assert.ok(Math.abs(actual[i]! - x) < 1e-6, `${actual.join()} against ${expected.join()}`);
  });
}

describe('learning-rate schedules', () => {
  it('rise from one part of the warm-up to 1', () => {
    assertClose(factors(constantSchedule({ warmupSteps: 4 }), [0, 1, 2, 3, 4, 99]), [0.25, 0.5, 0.75, 1, 1, 1]);
    assertClose(factors(constantSchedule(), [0, 9]), [1, 1]);
  });

  it('fall linearly from the end of the warm-up to the final factor, and stay there', () => {
    const schedule = linearSchedule({ warmupSteps: 2, totalSteps: 12, finalFactor: 0.1 });
    assertClose(factors(schedule, [0, 1, 2, 7, 12, 20]), [0.5, 1, 1, 0.55, 0.1, 0.1]);
  });

  it('fall along half a cosine', () => {
    const schedule = cosineSchedule({ totalSteps: 8 });
    const expected = [0, 2, 4, 6, 8].map((step) => 0.5 * (1 + Math.cos((Math.PI * step) / 8)));
    assertClose(factors(schedule, [0, 2, 4, 6, 8, 9]), [...expected, 0]);
  });

  it('refuse a warm-up that never ends', () => {
    assert.throws(
      () => linearSchedule({ warmupSteps: 10, totalSteps: 10 }),
      /10 steps of warm-up must be .* fewer than the 10 steps/,
    );
    assert.throws(() => constantSchedule({ warmupSteps: -1 }), /-1 steps of warm-up/);
  });
});
