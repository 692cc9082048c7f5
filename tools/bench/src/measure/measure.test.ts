import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { interleave } from './interleave.ts';
import { median, quantile } from './quantile.ts';

describe('interleave', () => {
  it('alternates the order of the sides and leaves the warm-up round out', async () => {
    const calls: string[] = [];
    const side = (name: string) => () => Promise.resolve(calls.push(name));
    const results = await interleave({ a: side('a'), b: side('b') }, 3);
    assert.equal(calls.join(''), 'abbaabba');
    assert.deepEqual(results, { a: [4, 5, 8], b: [3, 6, 7] });
  });
});

describe('quantile', () => {
  it('interpolates between order statistics', () => {
    assert.equal(median([4, 1, 3, 2]), 2.5);
    assert.equal(quantile([0, 10], 0.99), 9.9);
    assert.equal(quantile([7], 0.5), 7);
  });
});
