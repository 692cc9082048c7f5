import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { buildEncodeModel } from '../index.ts';
import { expected, tinyCheckpoint } from '../../test/checkpoint.ts';
import { maximumDifference, runOnnxruntime, runReference } from '../../test/run-model.ts';

const checkpoint = tinyCheckpoint('tiny-colbert');
const texts = expected('tiny-colbert');

describe('an encode model', () => {
  it('returns the mean of the attended token vectors, scaled to length 1', async () => {
    const tokens = await runReference(checkpoint, texts, { normalize: false });
    const [batch, length, dims] = tokens.shape as [number, number, number];
    const wanted = Array.from({ length: batch }, (_, row) => {
      const count = texts.attentionMask[row]!.filter((x) => x === 1).length;
      const sums = Array.from({ length: dims }, (_, d) =>
        Array.from({ length: count }, (_, place) => tokens.data[(row * length + place) * dims + d]!).reduce(
          (a, b) => a + b,
        ),
      );
      return sums.map((x) => x / Math.hypot(...sums));
    });
    const pooled = await runOnnxruntime(checkpoint, texts, { pooling: 'mean' });
    assert.deepEqual(pooled.shape, [batch, dims]);
    assert.ok(maximumDifference(pooled.data, wanted.flat()) < 1e-5);
  });

  it('returns the vector of the first token', async () => {
    const tokens = await runReference(checkpoint, texts);
    const first = await runOnnxruntime(checkpoint, texts, { pooling: 'cls' });
    const wanted = Array.from(tokens.data).filter((_, i) => i % (8 * 16) < 16);
    assert.ok(maximumDifference(first.data, wanted) < 1e-5);
  });

  it('stays near its vectors with weights and states in half precision', async () => {
    const half = await runOnnxruntime(checkpoint, texts, { dtype: 'float16' });
    const difference = maximumDifference(half.data, texts.projected!);
    assert.ok(difference < 1e-2 && difference > 1e-6);
  });

  it('is half as large in half precision', () => {
    const { config, weights } = checkpoint;
    const bytes = Array.from(weights.values()).reduce((sum, { data }) => sum + data.byteLength, 0);
    const single = buildEncodeModel(config, weights).byteLength;
    const half = buildEncodeModel(config, weights, { dtype: 'float16' }).byteLength;
    assert.ok(single - half > 0.4 * bytes);
  });

  it('is refused when a weight is missing or has another shape', () => {
    const { config, weights } = checkpoint;
    const missing = new Map(weights);
    missing.delete('layer.0.attention.key.bias');
    assert.throws(
      () => buildEncodeModel(config, missing),
      /parameter layer\.0\.attention\.key\.bias is missing, expected \[32\]/,
    );
    assert.throws(
      () => buildEncodeModel({ ...config, vocabularySize: 80 }, weights),
      /parameter embeddings\.word has shape \[76, 32\], expected \[80, 32\]/,
    );
  });
});
