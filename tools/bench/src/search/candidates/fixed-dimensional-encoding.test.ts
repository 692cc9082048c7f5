import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { normal, randomWords } from '@optical/random';
import { setEncoder } from './fixed-dimensional-encoding.ts';

const dims = 16;
const word = randomWords(1, 1);

function directions(count: number): Float32Array {
  const vectors = Float32Array.from({ length: count * dims }, () => normal(word));
  for (let start = 0; start < vectors.length; start += dims) {
    const row = vectors.subarray(start, start + dims);
    const length = Math.hypot(...row);
    row.forEach((value, i) => (row[i] = value / length));
  }
  return vectors;
}

const dot = (a: Float32Array, b: Float32Array) => a.reduce((sum, value, i) => sum + value * b[i]!, 0);

describe('setEncoder', () => {
  const encoder = setEncoder({ dims, bits: 2, projected: 8, repetitions: 200, seed: 3 });

  it('estimates the dot product of single vectors', () => {
    for (let trial = 0; trial < 5; trial++) {
      const a = directions(1);
      const b = directions(1);
      // One vector fills all cells of a passage, so that every repetition projects both and none misses.
      const estimate = dot(encoder.encodeQuery(a), encoder.encodePassage(b)) / 200;
      assert.ok(Math.abs(estimate - dot(a, b)) < 0.15, `${estimate} for ${dot(a, b)}`);
    }
  });

  it('scores a passage that holds the query above others', () => {
    const query = directions(4);
    const own = encoder.encodePassage(query);
    for (let trial = 0; trial < 5; trial++) {
      const other = encoder.encodePassage(directions(4));
      assert.ok(dot(encoder.encodeQuery(query), own) > dot(encoder.encodeQuery(query), other));
    }
  });

  it('does not see what all vectors have in common once they are centred', () => {
    const centre = directions(1).map((value) => 5 * value);
    const centred = setEncoder({ dims, bits: 2, projected: 8, repetitions: 3, seed: 3, centre });
    const plain = setEncoder({ dims, bits: 2, projected: 8, repetitions: 3, seed: 3 });
    const vectors = directions(3);
    const shifted = vectors.map((value, i) => value + centre[i % dims]!);
    const difference = centred.encodePassage(shifted).map((value, i) => value - plain.encodePassage(vectors)[i]!);
    assert.ok(Math.max(...difference.map(Math.abs)) < 1e-4);
  });
});
