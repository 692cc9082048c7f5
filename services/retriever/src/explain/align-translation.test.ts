import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { alignTranslation } from './align-translation.ts';

describe('the alignment of a query with its translation', () => {
  it('moves the mass of every token of its own onto the token of the same direction, at no cost', () => {
    const query = { vectors: Float32Array.of(1, 0, 0, 0, 1, 0, 0, 0, 1), mask: [1, 1, 1] };
    const translation = { vectors: Float32Array.of(0, 0, 1, 1, 0, 0, 0, 1, 0), mask: [1, 1, 1] };
    const { plan, cost, residual } = alignTranslation(query, translation, 3);
    const expected = [0, 1 / 3, 0, 0, 0, 1 / 3, 1 / 3, 0, 0];
    plan.forEach((mass, index) => {
      assert.ok(Math.abs(mass - expected[index]!) < 1e-6, `${index}: ${mass}`);
    });
    assert.ok(Math.abs(cost) < 1e-6 && residual < 1e-6);
  });

  it('gives special tokens no mass', () => {
    const side = { vectors: Float32Array.of(1, 0, 0.6, 0.8), mask: [0, 1] };
    const { plan } = alignTranslation(side, side, 2);
    assert.deepEqual([...plan], [0, 0, 0, 1]);
  });
});
