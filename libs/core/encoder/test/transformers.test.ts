import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { expected, tinyCheckpoint } from './checkpoint.ts';
import type { Checkpoint, TinyName } from './checkpoint.ts';
import { maximumDifference, runOnnxruntime, runReference } from './run-model.ts';

const tolerance = 1e-4;
const runs = { 'the float64 reference': runReference, onnxruntime: runOnnxruntime };

/** Rows whose mask is 1. RoBERTa numbers padding differently, and its vectors mean nothing. */
function attended(values: ArrayLike<number>, mask: readonly (readonly number[])[]): number[] {
  const flat = mask.flat();
  const size = values.length / flat.length;
  return Array.from(values).filter((_, i) => flat[Math.floor(i / size)] === 1);
}

function withoutHead({ config, weights }: Checkpoint): Checkpoint {
  const { projectionSize, ...encoder } = config;
  return projectionSize === undefined ? { config, weights } : { config: encoder, weights };
}

for (const [engine, run] of Object.entries(runs)) {
  describe(`hidden states in ${engine}`, () => {
    for (const name of ['tiny-bert', 'tiny-colbert'] satisfies TinyName[]) {
      it(`equal those of transformers for ${name}, at positions that are not attended to as well`, async () => {
        const wanted = expected(name);
        const hidden = await run(withoutHead(tinyCheckpoint(name)), wanted, { normalize: false });
        assert.deepEqual(hidden.shape, wanted.shape);
        assert.ok(maximumDifference(hidden.data, wanted.lastHiddenState) < tolerance);
      });
    }

    for (const name of ['tiny-xlm-roberta', 'tiny-pre-norm'] satisfies TinyName[]) {
      it(`equal those of transformers for ${name}`, async () => {
        const wanted = expected(name);
        const hidden = await run(tinyCheckpoint(name), wanted, { normalize: false });
        const mask = wanted.attentionMask;
        assert.deepEqual(hidden.shape, wanted.shape);
        assert.ok(maximumDifference(attended(hidden.data, mask), attended(wanted.lastHiddenState, mask)) < tolerance);
      });
    }

    it('become the token vectors of ColBERT', async () => {
      const wanted = expected('tiny-colbert');
      const vectors = await run(tinyCheckpoint('tiny-colbert'), wanted);
      assert.deepEqual(vectors.shape, [3, 8, 16]);
      assert.ok(maximumDifference(vectors.data, wanted.projected!) < tolerance);
    });
  });
}
