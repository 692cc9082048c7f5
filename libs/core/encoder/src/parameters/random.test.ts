import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { truncatedNormal, uniformStream } from './random.ts';

describe('a random stream', () => {
  it('is uniform in [0, 1)', () => {
    const uniform = uniformStream(1, 'x');
    const bins = new Float64Array(16);
    const draws = 64_000;
    for (let i = 0; i < draws; i++) bins[Math.floor(uniform() * 16)]! += 1;
    // Chi-squared with 15 degrees of freedom exceeds 45 once in 10,000 seeds.
    const expected = draws / 16;
    assert.ok(bins.reduce((sum, n) => sum + (n - expected) ** 2 / expected, 0) < 45);
  });

  it('is fixed by seed and name', () => {
    const first = (seed: number, name: string) => uniformStream(seed, name)();
    assert.equal(first(1, 'x'), first(1, 'x'));
    assert.equal(new Set([first(1, 'x'), first(2, 'x'), first(1, 'y'), first(0, ''), first(2 ** 32 - 1, 'x')]).size, 5);
  });

  it('gives normal numbers to arrays of odd length as well', () => {
    const numbers = truncatedNormal(uniformStream(1, 'x'), 1, new Float32Array(7));
    assert.ok(numbers.every((x) => x !== 0 && Math.abs(x) <= 2));
  });
});
