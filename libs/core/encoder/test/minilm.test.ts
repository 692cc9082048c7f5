import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { describe, it } from 'node:test';
import { readFixture, readWeights } from './checkpoint.ts';
import { maximumDifference, runOnnxruntime } from './run-model.ts';
import type { Rows } from './run-model.ts';

interface Fixture {
  readonly ids: Rows;
  readonly attentionMask: Rows;
  readonly firstComponents: readonly number[];
  readonly norms: readonly number[];
}

const config = {
  family: 'bert',
  vocabularySize: 30522,
  hiddenSize: 384,
  layers: 6,
  heads: 12,
  feedForwardSize: 1536,
  maxPositions: 512,
  typeVocabularySize: 2,
  layerNormEps: 1e-12,
  activation: 'gelu',
  normalization: 'post',
  positionOffset: 0,
  padTokenId: 0,
} as const;

/** `shared/models/all-MiniLM-L6-v2` in the nearest folder above that has it. */
function findModel(folder: string): string | undefined {
  const model = path.join(folder, 'shared/models/all-MiniLM-L6-v2');
  if (existsSync(model)) return model;
  return path.dirname(folder) === folder ? undefined : findModel(path.dirname(folder));
}

const model = findModel(import.meta.dirname);
const skip = model === undefined && 'no folder shared/models/all-MiniLM-L6-v2 beside the checkout';

describe('all-MiniLM-L6-v2', { skip }, () => {
  it('has the hidden states that transformers computes', async () => {
    const fixture = readFixture('minilm.json') as Fixture;
    const hidden = await runOnnxruntime({ config, weights: readWeights(model!) }, fixture, { normalize: false });
    const [batch, length, size] = hidden.shape as [number, number, number];
    const rows = Array.from({ length: batch * length }, (_, row) => hidden.data.slice(row * size, (row + 1) * size));
    const first = rows.flatMap((row) => Array.from(row.slice(0, 8)));
    const norms = rows.map((row) => Math.hypot(...row));
    assert.ok(maximumDifference(first, fixture.firstComponents) < 1e-4);
    assert.ok(maximumDifference(norms, fixture.norms) < 1e-4);
  });
});
