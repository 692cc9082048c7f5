import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { inverseDocumentFrequency } from '@optical/transport';
import { feedsOf } from './feeds.ts';
import { documentFrequencies, weightsOfTokens } from './token-weights.ts';

const model = {
  inputs: [
    { name: 'ids', dtype: 'int64', shape: [2, 2] },
    { name: 'mask', dtype: 'float32', shape: [2, 2] },
  ],
} as const;
const ids = BigInt64Array.of(1n, 2n, 3n, 4n);

describe('feeds', () => {
  it('have the dtypes and shapes of the inputs, and keep arrays of their kind', () => {
    const feeds = feedsOf(model, { ids, mask: Uint8Array.of(1, 0, 1, 1), unused: ids });
    assert.deepEqual(Object.keys(feeds), ['ids', 'mask']);
    assert.equal(feeds.ids!.data, ids);
    assert.deepEqual(feeds.mask, { dtype: 'float32', shape: [2, 2], data: Float32Array.of(1, 0, 1, 1) });
  });

  it('turn masks of 64-bit integers into floats', () => {
    const { mask } = feedsOf(model, { ids, mask: BigInt64Array.of(1n, 1n, 0n, 1n) });
    assert.deepEqual(mask!.data, Float32Array.of(1, 1, 0, 1));
  });

  it('are those of one step where a call makes several', () => {
    const inputs = model.inputs.map((spec) => ({ ...spec, shape: [3, ...spec.shape] }));
    const { ids: fed } = feedsOf({ inputs, stepsPerCall: 3 }, { ids, mask: new Float32Array(4) });
    assert.deepEqual(fed!.shape, [2, 2]);
  });

  it('are refused when an input is missing or has another size', () => {
    assert.throws(() => feedsOf(model, { ids }), { kind: 'invalid-argument', message: 'mask: is missing' });
    assert.throws(() => feedsOf(model, { ids, mask: new Float32Array(3) }), {
      kind: 'invalid-argument',
      message: 'mask: has 3 elements instead of the 4 of [2, 2]',
    });
  });
});

describe('weights of tokens', () => {
  it('come from the texts that contain them, each counted once', () => {
    const frequencies = documentFrequencies([[0, 2, 2], [2], [1, 2]], 4);
    assert.deepEqual([...frequencies], [1, 1, 3, 0]);
    const weights = weightsOfTokens(BigInt64Array.of(2n, 0n), inverseDocumentFrequency(frequencies, 3));
    assert.deepEqual([...weights], [1, Math.fround(Math.log(2) + 1)]);
  });

  it('are refused for tokens beyond the vocabulary', () => {
    assert.throws(() => documentFrequencies([[4]], 4), {
      kind: 'invalid-argument',
      message: /token 4 is not in \[0, 4\)/,
    });
  });
});
