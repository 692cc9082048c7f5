import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { effectiveRank } from './effective-rank.ts';
import { symmetricEigenvalues } from './symmetric-eigenvalues.ts';

function diagonal(values: readonly number[]): number[] {
  return values.flatMap((value, i) => values.map((_, j) => (i === j ? value : 0)));
}

function mean(vectors: readonly (readonly number[])[]): number[] {
  const dims = vectors[0]!.length;
  return Array.from({ length: dims * dims }, (_, k) =>
    vectors.reduce((sum, x) => sum + (x[Math.floor(k / dims)]! * x[k % dims]!) / vectors.length, 0),
  );
}

/** H A H for the reflection H = I - 2 v vᵀ / |v|²: a matrix of the same eigenvalues. */
function reflected(a: readonly number[], v: readonly number[]): number[] {
  const n = v.length;
  const squares = v.reduce((sum, x) => sum + x * x, 0);
  const h = Array.from(a, (_, k) => (k % (n + 1) === 0 ? 1 : 0) - (2 * v[Math.floor(k / n)]! * v[k % n]!) / squares);
  const product = (x: readonly number[], y: readonly number[]): number[] =>
    Array.from(a, (_, k) => v.reduce((sum, _v, l) => sum + x[Math.floor(k / n) * n + l]! * y[l * n + (k % n)]!, 0));
  return product(h, product(a, h));
}

const vector = (size: number): fc.Arbitrary<number[]> =>
  fc
    .array(fc.integer({ min: -50, max: 50 }), { minLength: size, maxLength: size })
    .filter((v) => v.some((x) => x !== 0));

describe('the effective rank', () => {
  it('is the number of directions that are filled evenly', () => {
    assert.ok(Math.abs(effectiveRank(diagonal([1, 1, 1, 1, 1])) - 5) < 1e-9);
    assert.ok(Math.abs(effectiveRank(diagonal([0, 3, 0, 3])) - 2) < 1e-9);
  });

  it('is the exponential of the entropy of the singular values, which are 2 and 1', () => {
    const entropy = (2 / 3) * Math.log(3 / 2) + (1 / 3) * Math.log(3);
    assert.ok(Math.abs(effectiveRank(diagonal([4, 1])) - Math.exp(entropy)) < 1e-9);
  });

  it('is 1 for vectors on one line, in float32 too', () => {
    const direction = [0.1, -0.7, 0.4, 0.2];
    const moment = mean([direction, direction.map((x) => -x), direction]);
    assert.ok(Math.abs(effectiveRank(moment) - 1) < 1e-6);
    assert.ok(Math.abs(effectiveRank(Float32Array.from(moment)) - 1) < 1e-2);
  });

  it('lies between 1 and the dimensions and does not depend on scale and rotation', () => {
    fc.assert(
      fc.property(fc.array(vector(4), { minLength: 1, maxLength: 6 }), vector(4), (vectors, v) => {
        const moment = mean(vectors);
        const rank = effectiveRank(moment);
        assert.ok(rank > 1 - 1e-9 && rank < 4 + 1e-9);
        assert.ok(Math.abs(effectiveRank(moment.map((x) => 3 * x)) - rank) < 1e-6);
        assert.ok(Math.abs(effectiveRank(reflected(moment, v)) - rank) < 1e-2);
      }),
    );
  });

  it('is NaN for vectors that are not finite and 0 for none', () => {
    assert.ok(Number.isNaN(effectiveRank([1, NaN, NaN, 1])));
    assert.equal(effectiveRank([0, 0, 0, 0]), 0);
  });
});

describe('eigenvalues', () => {
  it('are those that a symmetric matrix was made with', () => {
    fc.assert(
      fc.property(vector(6), vector(6), vector(6), (values, v, w) => {
        const matrix = reflected(reflected(diagonal(values), v), w);
        const expected = values.toSorted((x, y) => x - y);
        symmetricEigenvalues(matrix).forEach((x, i) => {
          assert.ok(Math.abs(x - expected[i]!) < 1e-9, `${x} instead of ${expected[i]}`);
        });
      }),
    );
  });

  it('of a big ill-conditioned matrix add up to its trace', () => {
    const size = 128;
    const hilbert = Float64Array.from({ length: size * size }, (_, k) => 1 / (1 + Math.floor(k / size) + (k % size)));
    const trace = Array.from({ length: size }, (_, i) => 1 / (1 + 2 * i)).reduce((sum, x) => sum + x, 0);
    const sum = symmetricEigenvalues(hilbert).reduce((total, x) => total + x, 0);
    assert.ok(Math.abs(sum - trace) < 1e-9);
  });
});
