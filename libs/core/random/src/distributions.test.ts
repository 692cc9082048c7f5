import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { normal, sample, uniform } from './distributions.ts';
import { randomWords } from './philox.ts';

const draws = (draw: (word: () => number) => number) => {
  const word = randomWords(3, 0);
  return Array.from({ length: 20_000 }, () => draw(word));
};
const mean = (values: number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;

describe('distributions', () => {
  it('draws uniform numbers inside (0, 1) with mean 1/2 and variance 1/12', () => {
    const values = draws(uniform);
    assert.ok(values.every((value) => value > 0 && value < 1));
    assert.ok(Math.abs(mean(values) - 1 / 2) < 0.01);
    assert.ok(Math.abs(mean(values.map((value) => (value - 1 / 2) ** 2)) - 1 / 12) < 0.005);
  });

  it('draws normal numbers with mean 0, variance 1 and fourth moment 3', () => {
    const values = draws(normal);
    assert.ok(Math.abs(mean(values)) < 0.03);
    assert.ok(Math.abs(mean(values.map((value) => value ** 2)) - 1) < 0.05);
    assert.ok(Math.abs(mean(values.map((value) => value ** 4)) - 3) < 0.3);
  });

  it('samples distinct items, all of them when more are asked for than there are', () => {
    const word = randomWords(1, 0);
    const some = sample(100, 10, word);
    assert.equal(new Set(some).size, 10);
    assert.ok(some.every((item) => item < 100));
    assert.deepEqual([...sample(5, 9, word)].sort(), [0, 1, 2, 3, 4]);
  });
});
