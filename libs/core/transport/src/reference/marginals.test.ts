import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { maskedMarginal, uniformMarginal, weightedMarginal } from './index.ts';

describe('reference marginals', () => {
  it('spread mass 1 over all positions, the masked ones, or by weight', () => {
    assert.deepEqual([...uniformMarginal(4)], [0.25, 0.25, 0.25, 0.25]);
    assert.deepEqual([...maskedMarginal([1, 0, 1, 0])], [0.5, 0, 0.5, 0]);
    assert.deepEqual([...weightedMarginal([1, 1, 0], [3, 1, 9])], [0.75, 0.25, 0]);
  });

  it('are zero for a text without positions, equal for one without weight', () => {
    assert.deepEqual([...maskedMarginal([0, 0])], [0, 0]);
    assert.deepEqual([...weightedMarginal([1, 1, 0], [0, 0, 5])], [0.5, 0.5, 0]);
  });

  it('refuse weights that are negative, not finite or too few', () => {
    assert.throws(() => weightedMarginal([1, 1], [1, -1]), { kind: 'invalid-argument', message: /-1/ });
    assert.throws(() => weightedMarginal([1], [Infinity]), { kind: 'invalid-argument' });
    assert.throws(() => weightedMarginal([1, 1], [1]), { kind: 'invalid-argument', message: /1 weights for 2/ });
  });
});
