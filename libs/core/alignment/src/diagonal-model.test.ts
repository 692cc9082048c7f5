import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { assertRejected } from '@optical/testing/assert-rejected';
import { trainDiagonalModel } from './diagonal-model.ts';
import type { DiagonalModelOptions } from './diagonal-model.ts';
import { packSequences } from './id-sequences.ts';
import { symmetricTable } from './symmetric-table.ts';
import type { TranslationTable } from './translation-table.ts';

interface Pair {
  readonly english: readonly number[];
  readonly foreign: readonly number[];
}

const vocabulary = 6;

const bitextOf = (pairs: readonly Pair[]) => ({
  english: packSequences(pairs.map(({ english }) => english)),
  foreign: packSequences(pairs.map(({ foreign }) => foreign)),
  englishVocabulary: vocabulary,
  foreignVocabulary: vocabulary,
});

function dense({ offsets, english, probabilities }: TranslationTable): number[][] {
  return Array.from({ length: offsets.length - 1 }, (_, row) => {
    const values = new Array<number>(vocabulary).fill(0);
    for (let entry = offsets[row]!; entry < offsets[row + 1]!; entry++) values[english[entry]!] = probabilities[entry]!;
    return values;
  });
}

/** The definition, position by position; the last row is the empty word. */
function naive(pairs: readonly Pair[], options: DiagonalModelOptions): number[][] {
  const { iterations, tension, emptyProbability, affinity = () => 0 } = options;
  const seen = (f: number, e: number) => (f < vocabulary ? affinity(f, e) : 0);
  const meets = (f: number, e: number) =>
    pairs.some(({ english, foreign }) => english.includes(e) && (f === vocabulary || foreign.includes(f)));
  const table = (value: (f: number, e: number) => number) =>
    Array.from({ length: vocabulary + 1 }, (_, f) =>
      Array.from({ length: vocabulary }, (_, e) => (meets(f, e) ? value(f, e) : 0)),
    );
  let t = table((f, e) => (1 + 20 * seen(f, e)) / vocabulary);
  for (let iteration = 0; iteration < iterations; iteration++) {
    const counts = table(seen);
    for (const { english, foreign } of pairs) {
      english.forEach((e, i) => {
        const near = foreign.map((_, j) =>
          Math.exp(-tension * Math.abs((i + 0.5) / english.length - (j + 0.5) / foreign.length)),
        );
        const norm = near.reduce((sum, value) => sum + value, 0);
        const sources = [
          ...foreign.map((f, j) => ({ f, weight: ((1 - emptyProbability) * near[j]!) / norm })),
          { f: vocabulary, weight: emptyProbability },
        ];
        const total = sources.reduce((sum, { f, weight }) => sum + t[f]![e]! * weight, 0);
        for (const { f, weight } of sources) counts[f]![e]! += (t[f]![e]! * weight) / total;
      });
    }
    t = counts.map((row) => {
      const sum = row.reduce((a, b) => a + b, 0);
      return row.map((value) => (sum > 0 ? value / sum : 0));
    });
  }
  return t;
}

const sentence = fc.array(fc.nat(vocabulary - 1), { maxLength: 5 });
const pairs = fc.array(fc.record({ english: sentence, foreign: sentence }), { maxLength: 8 });

describe('the diagonal model', () => {
  it('is what its definition says, position by position', () => {
    const options = fc.record({
      iterations: fc.integer({ min: 1, max: 4 }),
      tension: fc.constantFrom(0, 1, 4),
      emptyProbability: fc.constantFrom(0.05, 0.3),
      affinity: fc.constantFrom((f: number, e: number) => (f === e ? 1 : 0), undefined),
    });
    const property = fc.property(pairs, options, (given, { affinity, ...rest }) => {
      const settings = { ...rest, ...(affinity && { affinity }) };
      const expected = naive(given, settings);
      dense(trainDiagonalModel(bitextOf(given), settings)).forEach((row, f) => {
        row.forEach((value, e) => {
          assert.ok(Math.abs(value - expected[f]![e]!) < 1e-9, `${f} ${e}: ${value}, expected ${expected[f]![e]!}`);
        });
      });
    });
    fc.assert(property, { numRuns: 200 });
  });

  it('tells words that always come together apart by their places', () => {
    const always = Array.from({ length: 4 }, () => ({ english: [0, 1], foreign: [2, 3] }));
    const [blind, placed] = [0, 4].map((tension) =>
      dense(trainDiagonalModel(bitextOf(always), { iterations: 5, tension, emptyProbability: 0.05 })),
    );
    assert.ok(Math.abs(blind![2]![0]! - 0.5) < 1e-9);
    assert.ok(placed![2]![0]! > 0.99 && placed![3]![1]! > 0.99);
  });

  it('believes a word of the same form that was seen once', () => {
    const once = [{ english: [0, 1, 2], foreign: [3, 4, 2] }];
    const options = { iterations: 5, tension: 0, emptyProbability: 0.05 };
    const alike = { ...options, affinity: (f: number, e: number) => (f === e ? 1 : 0) };
    assert.ok(dense(trainDiagonalModel(bitextOf(once), options))[2]![2]! < 0.4);
    assert.ok(dense(trainDiagonalModel(bitextOf(once), alike))[2]![2]! > 0.8);
  });

  it('refuses options out of range, and names them', async () => {
    const settings = { iterations: 1, tension: 1, emptyProbability: 0.1 };
    for (const [field, value] of [
      ['iterations', 0],
      ['tension', -1],
      ['emptyProbability', 1],
    ] as const) {
      const wrong = () => trainDiagonalModel(bitextOf([]), { ...settings, [field]: value });
      await assertRejected(wrong, 'invalid-argument', field, String(value));
    }
  });
});

describe('the table of both directions', () => {
  it('keeps what both believe, in proportion to the product', () => {
    const forward = table([
      [0.5, 0.5],
      [0, 1],
      [0.9, 0.1],
    ]);
    const backward = table([
      [1, 0, 0],
      [0.25, 0.75, 0],
    ]);
    const { offsets, english, probabilities } = symmetricTable(forward, backward, 0);
    assert.deepEqual([...offsets], [0, 2, 3]);
    assert.deepEqual([...english], [0, 1, 1]);
    assert.deepEqual([...probabilities], [0.8, 0.2, 1]);
    assert.deepEqual([...symmetricTable(forward, backward, 0.2).english], [0, 1]);
    assert.deepEqual([...symmetricTable(forward, backward, 0.2).probabilities], [1, 1]);
  });

  it('has nothing for a word on which the directions do not agree', () => {
    const forward = table([
      [1, 0],
      [0, 1],
    ]);
    assert.deepEqual([...symmetricTable(forward, table([[0], [1]]), 0.05).offsets], [0, 0]);
  });
});

function table(rows: readonly (readonly number[])[]): TranslationTable {
  const entries = rows.map((row) => [...row.entries()].filter(([, value]) => value > 0));
  const { offsets } = packSequences(entries.map((row) => row.map(([column]) => column)));
  const flat = entries.flat();
  return {
    offsets,
    english: Int32Array.from(flat, ([column]) => column),
    probabilities: Float64Array.from(flat, ([, value]) => value),
  };
}
