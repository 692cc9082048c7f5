import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { packTexts } from './pack-texts.ts';

/** Texts of the sizes given, their tokens numbered from 10 on; the positions after them are padding, token 1. */
function padded(sizes: readonly number[], length: number) {
  const mask = Float32Array.from(sizes.flatMap((size) => Array.from({ length }, (_, place) => Number(place < size))));
  const inputIds = BigInt64Array.from(mask, (used, place) => (used === 1 ? BigInt(10 + place) : 1n));
  return { inputIds, attentionMask: mask, scoringMask: mask };
}

describe('packed texts', () => {
  it('share rows where they fit, the longest first', () => {
    const packed = packTexts(padded([1, 3, 0, 2], 4), 4);
    assert.equal(packed.rows, 2);
    assert.deepEqual(packed.inputIds, BigInt64Array.of(14n, 15n, 16n, 10n, 22n, 23n, 10n, 10n));
    assert.deepEqual(packed.attentionMask, Float32Array.of(1, 1, 1, 1, 1, 1, 0, 0));
    assert.deepEqual(packed.places, BigInt64Array.of(0n, 1n, 2n, 0n, 0n, 1n, 0n, 0n));
    assert.deepEqual(packed.texts, BigInt64Array.of(1n, 1n, 1n, 0n, 3n, 3n, -1n, -1n));
    const positions = [3n, 0n, 0n, 0n, 0n, 1n, 2n, 0n, 0n, 0n, 0n, 0n, 4n, 5n, 0n, 0n];
    assert.deepEqual(packed.positions, BigInt64Array.from(positions));
  });

  it('keep positions that are scored without being attended to, such as those of [MASK]', () => {
    const texts = { ...padded([2], 4), scoringMask: Float32Array.of(1, 1, 1, 0) };
    const { attentionMask, texts: owners } = packTexts(texts, 4);
    assert.deepEqual(attentionMask, Float32Array.of(1, 1, 0, 0));
    assert.deepEqual(owners, BigInt64Array.of(0n, 0n, 0n, -1n));
  });

  it('take one row when there is none to read', () => {
    assert.equal(packTexts(padded([0, 0], 3), 3).rows, 1);
  });

  it('are found whole at their positions, part by part, and no two in one place', () => {
    const length = 8;
    const batches = fc.array(fc.array(fc.nat(length), { minLength: 5, maxLength: 5 }), { minLength: 1, maxLength: 3 });
    fc.assert(
      fc.property(batches, (parts) => {
        const texts = padded(parts.flat(), length);
        const { rows, inputIds, places, positions } = packTexts(texts, length, parts.length);
        const taken = new Set<number>();
        for (const [text, size] of parts.flat().entries()) {
          for (let place = 0; place < size; place++) {
            const source = text * length + place;
            const target = Math.floor(text / 5) * rows * length + Number(positions[source]);
            assert.equal(inputIds[target], texts.inputIds[source]);
            assert.equal(places[target], BigInt(place));
            taken.add(target);
          }
        }
        const fullest = Math.max(...parts.map((sizes) => sizes.reduce((sum, size) => sum + size, 0)));
        assert.equal(
          taken.size,
          parts.flat().reduce((sum, size) => sum + size, 0),
        );
        assert.ok(rows * length >= fullest && rows <= 5);
      }),
    );
  });
});
