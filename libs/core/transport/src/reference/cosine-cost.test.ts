import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { assertClose } from '../../test/support/numbers.ts';
import { cosineCost, matrixOf } from './index.ts';

describe('reference cosine cost', () => {
  it('is 0 for one direction, 1 for orthogonal and 2 for opposite vectors, at any length', () => {
    const cost = cosineCost(matrixOf(2, 2, [2, 0, 0, 0]), matrixOf(3, 2, [5, 0, 0, 0.1, -3, 0]));
    assertClose(cost.values, [0, 1, 2, 1, 1, 1], 1e-15);
  });

  it('refuses vectors of different dimensions', () => {
    assert.throws(() => cosineCost(matrixOf(1, 2, [1, 0]), matrixOf(1, 1, [1])), { kind: 'invalid-argument' });
  });
});
