import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { assertRejected } from '@optical/testing/assert-rejected';
import { alignEmbeddings, meanEmbedding } from './aligned-embeddings.ts';

const teacher = { shape: [3, 2], data: Float32Array.of(1, 2, 10, 20, -4, 8) };
const table = {
  offsets: Int32Array.of(0, 2, 2, 3, 3),
  english: Int32Array.of(0, 2, 1),
  probabilities: Float64Array.of(0.25, 0.75, 1),
};
const none = Int32Array.of(-1, -1, -1, -1);
const sources = { teacher, table, fixed: none, equal: none, fallback: Float32Array.of(7, 9) };

describe('aligned embeddings', () => {
  it('are fixed copies, mixtures of the teacher, copies of equal forms, or the fallback, in this order', () => {
    const fixed = Int32Array.of(-1, -1, 0, -1);
    const equal = Int32Array.of(1, 1, 1, -1);
    assert.deepEqual(alignEmbeddings({ ...sources, fixed, equal }), {
      embeddings: { shape: [4, 2], data: Float32Array.of(-2.75, 6.5, 10, 20, 1, 2, 7, 9) },
      counts: { fixed: 1, mixed: 1, equal: 1, unknown: 1 },
    });
  });

  it('fall back on the mean embedding of the English tokens as often as they occur', () => {
    assert.deepEqual(meanEmbedding(teacher, Int32Array.of(0, 0, 0, 2)), Float32Array.of(-0.25, 3.5));
  });

  it('refuse sources that do not fit each other', async () => {
    const cases = [
      [{ fixed: Int32Array.of(-1, 3, -1, -1) }, 'fixed[1]: 3 is beyond the 3 English tokens'],
      [{ equal: Int32Array.of(-1, -1, -1, 4) }, 'equal[3]: 4 is beyond'],
      [{ equal: Int32Array.of(-1) }, 'equal: has length 1, expected 4'],
      [{ fixed: new Int32Array(5), equal: new Int32Array(5) }, 'table: has length 4, expected 5'],
      [{ fallback: new Float32Array(3) }, 'fallback: has length 3, expected 2'],
      [{ teacher: { shape: [6], data: teacher.data } }, 'teacher: has shape [6]'],
      [{ teacher: { shape: [2, 2], data: teacher.data } }, 'table.english[1]: 2 is beyond'],
    ] as const;
    for (const [change, part] of cases) {
      await assertRejected(() => alignEmbeddings({ ...sources, ...change }), 'invalid-argument', part);
    }
  });
});
