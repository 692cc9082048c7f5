import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { assertRejected } from '@optical/testing/assert-rejected';
import type { Bitext } from './bitext.ts';
import { trainModel1 } from './ibm-model-1.ts';
import { packSequences } from './id-sequences.ts';
import { pruneTable } from './translation-table.ts';
import type { TranslationTable } from './translation-table.ts';

interface Pair {
  readonly english: number[];
  readonly foreign: number[];
}

function bitextOf(pairs: Pair[], englishVocabulary: number, foreignVocabulary: number): Bitext {
  const [english, foreign] = [
    packSequences(pairs.map((pair) => pair.english)),
    packSequences(pairs.map((pair) => pair.foreign)),
  ];
  return { english, foreign, englishVocabulary, foreignVocabulary };
}

function dense({ offsets, english, probabilities }: TranslationTable, columns: number): number[][] {
  return Array.from({ length: offsets.length - 1 }, (_, row) => {
    const values = new Array<number>(columns).fill(0);
    for (let entry = offsets[row]!; entry < offsets[row + 1]!; entry++) values[english[entry]!] = probabilities[entry]!;
    return values;
  });
}

function assertClose(actual: ArrayLike<number>, expected: ArrayLike<number>, tolerance = 1e-12): void {
  assert.equal(actual.length, expected.length);
  for (let index = 0; index < actual.length; index++) {
    assert.ok(
      Math.abs(actual[index]! - expected[index]!) < tolerance,
      `${index}: ${actual[index]!}, expected ${expected[index]!}`,
    );
  }
}

const pairs = fc.array(
  fc.record({ english: fc.array(fc.nat(9), { maxLength: 6 }), foreign: fc.array(fc.nat(9), { maxLength: 6 }) }),
  { maxLength: 12 },
);

describe('IBM Model 1', () => {
  it('gives the fractions of two iterations computed by hand', () => {
    const bitext = bitextOf(
      [
        { english: [0, 1], foreign: [0, 1] },
        { english: [1], foreign: [0] },
      ],
      2,
      2,
    );
    const one = trainModel1(bitext, 1);
    assertClose(one.table.probabilities, [2 / 7, 5 / 7, 1 / 2, 1 / 2, 2 / 7, 5 / 7]);
    assertClose(one.logLikelihoods, [3 * Math.log(1 / 2), Math.log((5 / 14) * (9 / 14) * (5 / 7))]);
    const two = trainModel1(bitext, 2);
    assertClose(two.table.probabilities.subarray(2, 4), [9 / 14, 5 / 14]);
    assertClose(two.table.probabilities.subarray(0, 1), [4 / 15 / (4 / 15 + 47 / 54)]);
  });

  it('equals a dense implementation in numpy', () => {
    const expected = JSON.parse(readFileSync(new URL('../fixtures/model1.json', import.meta.url), 'utf8')) as {
      pairs: Pair[];
      englishVocabulary: number;
      foreignVocabulary: number;
      probabilities: number[][];
      logLikelihoods: number[];
    };
    const { englishVocabulary, foreignVocabulary } = expected;
    const { table, logLikelihoods } = trainModel1(bitextOf(expected.pairs, englishVocabulary, foreignVocabulary), 5);
    assertClose(dense(table, englishVocabulary).flat(), expected.probabilities.flat());
    assertClose(logLikelihoods, expected.logLikelihoods, 1e-9);
  });

  it('recovers a dictionary from sentences whose words are translated one by one and shuffled', () => {
    const random = fc.sample(fc.array(fc.nat(39), { minLength: 4, maxLength: 8 }), { numRuns: 600, seed: 5 });
    const translate = (word: number) => (word * 7 + 3) % 40;
    const shuffled = random.map((english) => ({
      english,
      foreign: english.map(translate).sort((left, right) => left - right),
    }));
    const { table } = trainModel1(bitextOf(shuffled, 40, 40), 10);
    for (const [foreign, row] of dense(table, 40).slice(0, 40).entries()) {
      const best = row.indexOf(Math.max(...row));
      assert.equal(translate(best), foreign);
      assert.ok(row[best]! > 0.8, `word ${foreign}: ${row[best]!}`);
    }
  });

  it('never lowers the likelihood, and every row that was seen is a distribution', () => {
    const property = fc.property(pairs, (sample) => {
      const { table, logLikelihoods } = trainModel1(bitextOf(sample, 10, 10), 6);
      for (let step = 1; step < logLikelihoods.length; step++) {
        assert.ok(logLikelihoods[step]! >= logLikelihoods[step - 1]! - 1e-9);
      }
      for (const row of dense(table, 10)) {
        const sum = row.reduce((total, value) => total + value, 0);
        assert.ok(sum === 0 || Math.abs(sum - 1) < 1e-12, String(sum));
      }
    });
    fc.assert(property, { numRuns: 200 });
  });

  it('does not depend on the order of words, and gives equal bits in every run', () => {
    const property = fc.property(pairs, (sample) => {
      const once = trainModel1(bitextOf(sample, 10, 10), 3).table;
      assert.deepEqual(trainModel1(bitextOf(sample, 10, 10), 3).table, once);
      const reversed = sample.map(({ english, foreign }) => ({
        english: english.toReversed(),
        foreign: foreign.toReversed(),
      }));
      const other = trainModel1(bitextOf(reversed, 10, 10), 3).table;
      assert.deepEqual(other.english, once.english);
      assertClose(other.probabilities, once.probabilities);
    });
    fc.assert(property, { numRuns: 50 });
  });

  it('refuses sides of different length, ids outside the vocabulary and fewer than one iteration', async () => {
    const sound = bitextOf([{ english: [0], foreign: [0] }], 1, 1);
    await assertRejected(
      () => trainModel1({ ...sound, foreign: packSequences([]) }, 1),
      'invalid-argument',
      'has 0 sequences',
    );
    await assertRejected(
      () => trainModel1({ ...sound, english: packSequences([[1]]) }, 1),
      'invalid-argument',
      'english.ids[0]: 1 is outside 0 to 0',
    );
    await assertRejected(
      () => trainModel1({ ...sound, foreign: packSequences([[-1]]) }, 1),
      'invalid-argument',
      'foreign.ids[0]',
    );
    await assertRejected(() => trainModel1(sound, 0), 'invalid-argument', 'iterations');
  });
});

describe('pruning a translation table', () => {
  it('drops what is not believed and scales the rest to a distribution', () => {
    const table = {
      offsets: Int32Array.of(0, 3, 3, 5),
      english: Int32Array.of(0, 1, 2, 0, 4),
      probabilities: Float64Array.of(0.6, 0.05, 0.35, 0.02, 0.03),
    };
    const pruned = pruneTable(table, 0.05);
    assert.deepEqual(pruned.offsets, Int32Array.of(0, 2, 2, 2));
    assert.deepEqual(pruned.english, Int32Array.of(0, 2));
    assertClose(pruned.probabilities, [0.6 / 0.95, 0.35 / 0.95]);
  });
});
