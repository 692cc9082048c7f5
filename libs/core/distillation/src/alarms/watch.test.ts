import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import type { AlarmRule } from './alarm.ts';
import { measurementOf } from './measurement.ts';
import type { Measurement } from './measurement.ts';
import { validateAlarmRules } from './validate-alarm-rules.ts';
import { alarmsOf, initialWatch, watch } from './watch.ts';

function losses(...values: readonly number[]): Measurement[] {
  return values.map((loss, step) => ({ step, loss }));
}

function repeated(times: number, loss: number): number[] {
  return Array.from({ length: times }, () => loss);
}

describe('alarms', () => {
  it('say what was measured, what it crossed and when', () => {
    const [alarm, ...more] = alarmsOf(
      [
        { step: 1, meanCosine: 0.9 },
        { step: 2, meanCosine: 0.96 },
      ],
      [],
    );
    assert.deepEqual(alarm, { kind: 'mean-cosine', action: 'mark', value: 0.96, threshold: 0.95, step: 2 });
    assert.equal(more.length, 0);
  });

  for (const [kind, calm, beyond] of [
    ['mean-cosine', { meanCosine: 0.95 }, { meanCosine: 0.951 }],
    ['effective-rank', { effectiveRank: 4 }, { effectiveRank: 3.9 }],
    ['marginal-residual', { residual: 0.05 }, { residual: 0.051 }],
    ['identical-rankings', { identicalRankings: 0.5 }, { identicalRankings: 0.6 }],
  ] as const) {
    it(`are raised for ${kind} beyond its default threshold, not at it`, () => {
      const raised = alarmsOf(
        [
          { step: 1, ...calm },
          { step: 2, ...beyond },
        ],
        [],
      );
      assert.deepEqual(
        raised.map((alarm) => [alarm.kind, alarm.step]),
        [[kind, 2]],
      );
    });
  }

  it('follow the rules of the job', () => {
    const measured = [{ step: 1, meanCosine: 0.7, residual: 5 }];
    const rules: AlarmRule[] = [
      { kind: 'mean-cosine', threshold: 0.6, action: 'stop' },
      { kind: 'marginal-residual', action: 'ignore' },
    ];
    assert.deepEqual(alarmsOf(measured, rules), [
      { kind: 'mean-cosine', action: 'stop', value: 0.7, threshold: 0.6, step: 1 },
    ]);
  });

  it('are raised once while a value stays beyond the threshold, and again when it comes back', () => {
    const course = [0.99, 0.99, undefined, 0.98, 0.5, 0.97];
    const history = course.map((meanCosine, step) => ({
      step,
      loss: 1,
      ...(meanCosine !== undefined && { meanCosine }),
    }));
    assert.deepEqual(
      alarmsOf(history, []).map(({ step }) => step),
      [0, 5],
    );
  });

  it('stop at the first number that is not finite, whatever the rules', () => {
    for (const wrong of [{ loss: NaN }, { gradientNorm: Infinity }, { effectiveRank: NaN }]) {
      const [alarm] = alarmsOf([{ step: 3, ...wrong }], []);
      assert.deepEqual([alarm?.kind, alarm?.action, alarm?.step], ['non-finite', 'stop', 3]);
    }
  });

  it('see a loss that doubles and stays there', () => {
    const [alarm] = alarmsOf(losses(...repeated(40, 1), ...repeated(60, 2.5)), []);
    assert.equal(alarm?.kind, 'divergence');
    assert.ok(alarm.step > 45 && alarm.step < 70, `at step ${alarm.step}`);
    assert.ok(alarm.value > 2 && alarm.value < 2.1);
  });

  it('do not mind single outliers and a loss that falls', () => {
    assert.deepEqual(alarmsOf(losses(...repeated(40, 1), 8, ...repeated(40, 1)), []), []);
    fc.assert(
      fc.property(fc.array(fc.double({ min: 0, max: 10, noNaN: true }), { maxLength: 80 }), (values) => {
        assert.deepEqual(alarmsOf(losses(...values.toSorted((a, b) => b - a)), []), []);
      }),
    );
  });

  it('are the same when the watch is put away as JSON after any step', () => {
    const history = losses(...repeated(15, 1), ...repeated(60, 3)).map((x) => ({ ...x, meanCosine: x.step / 70 }));
    const whole = alarmsOf(history, []);
    assert.equal(whole.length, 2);
    let state = initialWatch;
    const raised = history.flatMap((measurement) => {
      const watched = watch(JSON.parse(JSON.stringify(state)) as typeof state, measurement, []);
      state = watched.state;
      return watched.alarms;
    });
    assert.deepEqual(raised, whole);
  });
});

describe('a measurement', () => {
  it('is read from the metrics of a step', () => {
    const metrics = {
      loss: 1,
      meanCosine: 0.2,
      learningRate: 1e-4,
      'residual.ot-ipot': 0.1,
      'residual.ot-sinkhorn': 0.3,
    };
    assert.deepEqual(measurementOf(7, metrics), { step: 7, loss: 1, meanCosine: 0.2, residual: 0.3 });
    assert.deepEqual(measurementOf(7, { loss: 1, gradientNorm: 2 }, [1, 0, 0, 1]), {
      step: 7,
      loss: 1,
      gradientNorm: 2,
      effectiveRank: 2,
    });
  });
});

describe('alarm rules', () => {
  const refused = (rules: readonly AlarmRule[], message: RegExp): void => {
    assert.throws(() => validateAlarmRules(rules), { kind: 'invalid-argument', message });
  };

  it('are refused with an unknown kind, a kind twice or a threshold out of its range', () => {
    refused([{ kind: 'bored' as 'divergence' }], /alarms\[0\].kind: bored is not one of mean-cosine/);
    refused([{ kind: 'divergence' }, { kind: 'divergence' }], /alarms\[1\].kind: divergence has a rule already/);
    refused([{ kind: 'mean-cosine', threshold: 2 }], /alarms\[0\].threshold: 2 is not in \[-1, 1\]/);
    refused([{ kind: 'effective-rank', threshold: NaN }], /NaN is not in/);
  });

  it('cannot let numbers pass that are not finite', () => {
    refused([{ kind: 'non-finite', action: 'ignore' }], /alarms\[0\].action: ignore: non-finite always stops/);
    refused([{ kind: 'non-finite', threshold: 1 }], /alarms\[0\].threshold: non-finite has no threshold/);
    assert.equal(validateAlarmRules([{ kind: 'non-finite', action: 'stop' }]).length, 1);
  });
});
