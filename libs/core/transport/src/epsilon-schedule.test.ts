import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { annealedEpsilon, constantEpsilon } from './index.ts';

describe('epsilon schedules', () => {
  it('have one entry per iteration', () => {
    assert.deepEqual(constantEpsilon(0.1, 3), [0.1, 0.1, 0.1]);
    assert.deepEqual(annealedEpsilon({ start: 1, target: 0.2, decay: 0.5, iterations: 5 }), [1, 0.5, 0.25, 0.2, 0.2]);
  });

  it('refuse an epsilon of 0, no iterations, a growing or a rising schedule', () => {
    assert.throws(() => constantEpsilon(0, 3), { kind: 'invalid-argument', message: /epsilon: 0/ });
    assert.throws(() => constantEpsilon(NaN, 3), { kind: 'invalid-argument' });
    assert.throws(() => constantEpsilon(0.1, 0), { kind: 'invalid-argument', message: /iterations: 0/ });
    const options = { start: 1, target: 0.1, decay: 0.5, iterations: 3 };
    assert.throws(() => annealedEpsilon({ ...options, decay: 1 }), { kind: 'invalid-argument', message: /decay/ });
    assert.throws(() => annealedEpsilon({ ...options, start: 0.05 }), { kind: 'invalid-argument', message: /start/ });
  });
});
