import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { objectiveNames } from './objective.ts';
import type { WeightedObjective } from './objective.ts';
import { regularizationSchedule } from './regularization-schedule.ts';
import { validateObjectives } from './validate-objectives.ts';

function refused(objective: WeightedObjective, message: RegExp): void {
  assert.throws(() => validateObjectives([objective]), { kind: 'invalid-argument', message });
}

describe('objectives', () => {
  it('need no settings', () => {
    assert.equal(validateObjectives(objectiveNames.map((objective) => ({ objective }))).length, 9);
  });

  it('are refused when there is none', () => {
    assert.throws(() => validateObjectives([]), { kind: 'invalid-argument', message: /objectives: is empty/ });
  });

  it('are refused with settings that they do not read', () => {
    refused(
      { objective: 'pooled-mse', softmax: { temperature: 2 } },
      /objectives\[0\].softmax.temperature: pooled-mse does/,
    );
    refused({ objective: 'greedy', transport: { iterations: 3 } }, /transport.iterations: greedy does not read it/);
    refused({ objective: 'assignment', transport: { regularization: 1 } }, /transport.regularization: assignment/);
    refused(
      { objective: 'ot-ipot', transport: { initialRegularization: 1 } },
      /transport.initialRegularization: ot-ipot/,
    );
    refused({ objective: 'ot-sinkhorn', transport: { innerIterations: 2 } }, /transport.innerIterations: ot-sinkhorn/);
    refused({ objective: 'ot-sinkhorn', transport: { marginalPenalty: 2 } }, /transport.marginalPenalty: ot-sinkhorn/);
  });

  it('are refused with settings out of range, each by its field', () => {
    refused({ objective: 'none' as 'greedy' }, /objectives\[0\].objective: none is not one of pooled-mse/);
    for (const weight of [0, -1, NaN, Infinity]) refused({ objective: 'greedy', weight }, /objectives\[0\].weight/);
    refused({ objective: 'contrastive', softmax: { temperature: 0 } }, /softmax.temperature: 0 is not a positive/);
    const transport = (settings: NonNullable<WeightedObjective['transport']>, message: RegExp): void => {
      refused({ objective: 'ot-unbalanced', transport: settings }, message);
    };
    transport({ regularization: 1e-5 }, /transport.regularization: 0.00001 is not a number from 0.0001 to 100/);
    transport({ regularization: NaN }, /transport.regularization: NaN/);
    transport(
      { initialRegularization: 0.01 },
      /transport.initialRegularization: 0.01 is not a finite number from 0.02/,
    );
    transport({ iterations: 1.5 }, /transport.iterations: 1.5 is not a whole number from 1 to 10000/);
    transport({ marginalPenalty: 0 }, /transport.marginalPenalty: 0 is not a positive/);
    transport({ studentMarginal: 'all' as 'uniform-tokens' }, /transport.studentMarginal: all is not one of uniform-/);
    refused({ objective: 'ot-ipot', transport: { innerIterations: 101 } }, /transport.innerIterations: 101/);
  });

  it('report every violation at once', () => {
    const objectives: WeightedObjective[] = [
      { objective: 'greedy', weight: 0 },
      { objective: 'ot-ipot', transport: { iterations: 0, innerIterations: 0 } },
    ];
    assert.throws(
      () => validateObjectives(objectives),
      (error: { details: { fieldViolations: { field: string }[] } }) => {
        assert.deepEqual(
          error.details.fieldViolations.map(({ field }) => field),
          ['objectives[0].weight', 'objectives[1].transport.iterations', 'objectives[1].transport.innerIterations'],
        );
        return true;
      },
    );
  });
});

describe('the regularisation of Sinkhorn', () => {
  it('is constant from 0.05 up unless it starts higher', () => {
    assert.deepEqual(regularizationSchedule({ regularization: 0.05, iterations: 3 }), [0.05, 0.05, 0.05]);
    const sharp = regularizationSchedule({ regularization: 0.02, initialRegularization: 0.02, iterations: 2 });
    assert.deepEqual(sharp, [0.02, 0.02]);
  });

  it('starts at 0.5 below that', () => {
    const schedule = regularizationSchedule({});
    assert.deepEqual([schedule.length, schedule[0], schedule[25], schedule[49]], [50, 0.5, 0.02, 0.02]);
    assert.ok(schedule[24]! > 0.02);
  });

  it('falls geometrically over the first half of the iterations', () => {
    const schedule = regularizationSchedule({ regularization: 0.01, initialRegularization: 1, iterations: 5 });
    const expected = [1, 0.1, 0.01, 0.01, 0.01];
    schedule.forEach((epsilon, t) => {
      assert.ok(Math.abs(epsilon - expected[t]!) < 1e-12);
    });
  });

  it('is at its end at once when there is one iteration', () => {
    assert.deepEqual(regularizationSchedule({ regularization: 0.1, initialRegularization: 1, iterations: 1 }), [0.1]);
  });
});
