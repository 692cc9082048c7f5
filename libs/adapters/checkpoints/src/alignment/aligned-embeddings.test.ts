import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { assertRejected } from '../../test/support/rejection.ts';
import { alignEmbeddings, meanEmbedding } from './aligned-embeddings.ts';

const teacher = { shape: [3, 2], data: Float32Array.of(1, 2, 10, 20, -4, 8) };
const table = {
  offsets: Int32Array.of(0, 2, 2, 3, 3),
  english: Int32Array.of(0, 2, 1),
  probabilities: Float64Array.of(0.25, 0.75, 1),
};
const fallback = Float32Array.of(7, 9);

describe('aligned embeddings', () => {
  it('are copies, mixtures of the teacher, or the fallback, in this order', () => {
    const result = alignEmbeddings({ teacher, table, copies: Int32Array.of(-1, -1, 0), fallback });
    assert.deepEqual(result, {
      embeddings: { shape: [3, 2], data: Float32Array.of(-2.75, 6.5, 7, 9, 1, 2) },
      copied: 1,
      mixed: 1,
      unknown: 1,
    });
  });

  it('fall back on the mean embedding of the English tokens as often as they occur', () => {
    assert.deepEqual(meanEmbedding(teacher, Int32Array.of(0, 0, 0, 2)), Float32Array.of(-0.25, 3.5));
  });

  it('refuse sources that do not fit each other', async () => {
    const sources = { teacher, table, copies: Int32Array.of(-1), fallback };
    await assertRejected(
      () => alignEmbeddings({ ...sources, copies: Int32Array.of(3) }),
      'invalid-argument',
      'copies[0]',
      '3 English tokens',
    );
    await assertRejected(
      () => alignEmbeddings({ ...sources, copies: new Int32Array(5) }),
      'invalid-argument',
      'table',
      '4 rows',
    );
    await assertRejected(
      () => alignEmbeddings({ ...sources, fallback: new Float32Array(3) }),
      'invalid-argument',
      'fallback',
      'expected 2',
    );
  });
});
