import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createGraph, evaluate, input } from '../index.ts';
import { lowbias32, lowbias32Of } from './lowbias32.ts';

const samples = Array.from({ length: 2000 }, (_, i) => Math.imul(i, 0x9e3779b9) >>> 0);

describe('lowbias32', () => {
  it('is the same in a graph', () => {
    const words = input(createGraph(), 'words', 'uint32', [samples.length]);
    const [hashes] = evaluate([lowbias32Of(words)], { words: samples });
    assert.deepEqual([...hashes!.data], samples.map(lowbias32));
  });

  it('is the published function', () => {
    assert.deepEqual([1, 2, 0xdeadbeef].map(lowbias32), [1753845952, 3507691905, 3861431939]);
  });

  it('has no collisions', () => {
    const count = 300_000;
    assert.equal(new Set(Array.from({ length: count }, (_, i) => lowbias32(i))).size, count);
  });

  it('changes every output bit half the time when any input bit changes', () => {
    for (let bit = 0; bit < 32; bit++) {
      const flips = new Float64Array(32);
      for (const word of samples) {
        const changed = lowbias32(word) ^ lowbias32(word ^ (1 << bit));
        flips.forEach((_, out) => (flips[out]! += (changed >>> out) & 1));
      }
      for (const count of flips) assert.ok(Math.abs(count / samples.length - 0.5) < 0.1, `bit ${bit}: ${count}`);
    }
  });
});
