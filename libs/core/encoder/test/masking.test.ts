import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { expected, tinyCheckpoint, tinyConfigs } from './checkpoint.ts';
import type { TinyName } from './checkpoint.ts';
import { maximumDifference, runOnnxruntime } from './run-model.ts';

describe('padding', () => {
  for (const name of Object.keys(tinyConfigs) as TinyName[]) {
    it(`changes no vector of ${name}`, async () => {
      const checkpoint = tinyCheckpoint(name);
      const { ids, attentionMask } = expected(name);
      const batch = await runOnnxruntime(checkpoint, { ids, attentionMask });
      const dims = batch.shape[2]!;
      for (const [row, mask] of attentionMask.entries()) {
        const length = mask.filter((x) => x === 1).length;
        const start = row * mask.length * dims;
        const single = await runOnnxruntime(checkpoint, {
          ids: [ids[row]!.slice(0, length)],
          attentionMask: [mask.slice(0, length)],
        });
        assert.ok(maximumDifference(batch.data.slice(start, start + length * dims), single.data) < 1e-5);
      }
    });
  }
});

describe('positions that are not attended to', () => {
  const checkpoint = tinyCheckpoint('tiny-colbert');
  const ids = [[2, 5, 40, 41, 3, 4, 4, 4]];
  const size = 16;
  const run = async (mask: readonly number[], changed = ids) =>
    (await runOnnxruntime(checkpoint, { ids: changed, attentionMask: [mask] })).data;

  it('get vectors of length 1 that depend on their place and on the text', async () => {
    const vectors = await run([1, 1, 1, 1, 1, 0, 0, 0]);
    const other = await run([1, 1, 1, 1, 1, 0, 0, 0], [[2, 5, 50, 51, 3, 4, 4, 4]]);
    const vector = (of: ArrayLike<number>, place: number) => Array.from(of).slice(place * size, (place + 1) * size);
    for (const place of [5, 6, 7]) assert.ok(Math.abs(Math.hypot(...vector(vectors, place)) - 1) < 1e-5);
    assert.ok(maximumDifference(vector(vectors, 5), vector(vectors, 6)) > 1e-2);
    assert.ok(maximumDifference(vector(vectors, 5), vector(other, 5)) > 1e-2);
  });

  it('do not change the vectors of the others', async () => {
    const text = 5 * size;
    const augmented = await run([1, 1, 1, 1, 1, 0, 0, 0]);
    const attended = await run([1, 1, 1, 1, 1, 1, 1, 1]);
    const alone = await run([1, 1, 1, 1, 1], [ids[0]!.slice(0, 5)]);
    assert.ok(maximumDifference(augmented.slice(0, text), alone) < 1e-5);
    assert.ok(maximumDifference(augmented.slice(0, text), attended.slice(0, text)) > 1e-3);
  });

  it('leave finite vectors when there is no other position', async () => {
    const vectors = await run([0, 0, 0, 0, 0, 0, 0, 0]);
    assert.ok(vectors.every(Number.isFinite));
  });
});
