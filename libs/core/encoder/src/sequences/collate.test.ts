import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { collate } from '../index.ts';
import type { TokenSequence } from '../index.ts';

const sequence = (ids: number[]): TokenSequence => {
  const ones = ids.map(() => 1);
  return { ids, attentionMask: ones, scoringMask: ones, contentMask: ones, truncated: false };
};
const sequences = [sequence([5, 6, 7]), sequence([8])];

describe('collating sequences', () => {
  it('pads to the longest one with positions that are neither attended to nor scored', () => {
    assert.deepEqual(collate(sequences, { padTokenId: 1 }), {
      size: 2,
      length: 3,
      inputIds: BigInt64Array.of(5n, 6n, 7n, 8n, 1n, 1n),
      attentionMask: BigInt64Array.of(1n, 1n, 1n, 1n, 0n, 0n),
      scoringMask: Uint8Array.of(1, 1, 1, 1, 0, 0),
      contentMask: Uint8Array.of(1, 1, 1, 1, 0, 0),
    });
  });

  it('pads to a fixed length', () => {
    const { length, inputIds } = collate(sequences, { padTokenId: 0, length: 4 });
    assert.equal(length, 4);
    assert.deepEqual(inputIds, BigInt64Array.of(5n, 6n, 7n, 0n, 8n, 0n, 0n, 0n));
  });

  it('refuses a sequence that is longer than the fixed length', () => {
    assert.throws(() => collate(sequences, { padTokenId: 0, length: 2 }), /3 tokens does not fit length 2/);
  });
});
