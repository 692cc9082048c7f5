import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import normal from '@stdlib/stats-base-dists-normal';
import fc from 'fast-check';
import { assertRejected } from '@optical/testing/assert-rejected';
import { randomWords } from '@optical/random';
import { bootstrapInterval } from './bootstrap.ts';
import { compareRuns } from './compare-runs.ts';
import { benjaminiHochberg, holm } from './corrections.ts';
import { randomizationPValue } from './randomization-test.ts';

/** Rows of normal numbers of mean `shift` and deviation 1. */
function draws(words: () => number, rows: number, columns: number, shift = 0): number[][] {
  const draw = () => shift + normal.quantile((words() + 0.5) / 2 ** 32, 0, 1);
  return Array.from({ length: rows }, () => Array.from({ length: columns }, draw));
}

const names = (count: number) => Array.from({ length: count }, (_, index) => String(index));

describe('comparing runs', () => {
  it('claims an effect in at most 5 % of 1,000 studies without one, after Holm over three arms', () => {
    const words = randomWords(9, 100);
    let claims = 0;
    for (let study = 0; study < 1000; study++) {
      const pValues = draws(words, 3, 20).map((differences) =>
        randomizationPValue(differences, { resamples: 399, seed: study }),
      );
      if (holm(pValues).some((p) => p <= 0.05)) claims++;
    }
    // Three standard deviations of a binomial of 1,000 at 5 % are 21.
    assert.ok(claims <= 71, `${claims} of 1,000`);
  });

  it('finds a large effect and covers it with the interval', () => {
    const words = randomWords(3, 100);
    const first = draws(words, 3, 60);
    const second = first.map((row) => row.map((value) => value + draws(words, 1, 1, 1)[0]![0]!));
    const comparison = compareRuns(first, second, names(60));
    assert.ok(comparison.randomizationPValue < 0.001 && comparison.tPValue! < 0.001 && comparison.effectSize! > 1);
    assert.ok(comparison.interval.lower > 0.5 && comparison.interval.lower < 1 && comparison.interval.upper > 1);
    assert.ok(comparison.wins > 50 && comparison.wins + comparison.losses === 60);
  });

  it('takes queries of a paragraph for one draw, in every test', () => {
    const first = draws(randomWords(8, 100), 2, 12);
    const second = draws(randomWords(9, 100), 2, 12, 0.4);
    const copies = (rows: number[][]) => rows.map((row) => row.flatMap((value) => [value, value, value]));
    const single = compareRuns(first, second, names(12));
    const paragraphs = names(12).flatMap((name) => [name, name, name]);
    const copied = compareRuns(copies(first), copies(second), paragraphs);
    const close = (a: number, b: number) => {
      assert.ok(Math.abs(a - b) < 1e-9, `${a}, expected ${b}`);
    };
    close(copied.randomizationPValue, single.randomizationPValue);
    close(copied.tPValue!, single.tPValue!);
    close(copied.overSeeds!.pValue, single.overSeeds!.pValue);
    close(copied.interval.lower, single.interval.lower);
    const naive = compareRuns(copies(first), copies(second), names(36));
    assert.ok(naive.randomizationPValue < single.randomizationPValue && naive.tPValue! < single.tPValue!);
  });

  it('tells the models that ran from the methods: seeds that disagree widen the interval over seeds alone', () => {
    const row = draws(randomWords(6, 100), 1, 30, 1)[0]!;
    const zeros = [0, 0, 0].map(() => row.map(() => 0));
    const comparison = compareRuns(
      zeros,
      [-1, 0, 1].map((seed) => row.map((value) => value + seed)),
      names(30),
    );
    assert.ok(comparison.interval.lower > 0 && comparison.randomizationPValue < 0.001);
    assert.ok(comparison.overSeeds!.interval.lower < 0 && comparison.overSeeds!.pValue > 0.1);
    assert.equal(compareRuns([zeros[0]!], [row], names(30)).overSeeds, undefined);
  });

  it('leaves t-test and effect size unset where all differences are the same', () => {
    const comparison = compareRuns([[1, 2]], [[1, 2]], ['a', 'b']);
    assert.deepEqual(comparison, {
      difference: 0,
      interval: { lower: 0, upper: 0, confidence: 0.95 },
      randomizationPValue: 1,
      wins: 0,
      losses: 0,
    });
  });

  it('changes sign, and nothing else, when the runs are exchanged', () => {
    const pair = fc.array(fc.tuple(fc.integer({ min: 0, max: 9 }), fc.integer({ min: 0, max: 9 })), { minLength: 2 });
    fc.assert(
      fc.property(pair, (pairs) => {
        const [a, b] = [[pairs.map(([x]) => x)], [pairs.map(([, y]) => y)]];
        const one = compareRuns(a, b, names(pairs.length), { resamples: 200 });
        const other = compareRuns(b, a, names(pairs.length), { resamples: 200 });
        assert.equal(one.randomizationPValue, other.randomizationPValue);
        assert.ok(one.randomizationPValue > 0 && one.randomizationPValue <= 1);
        assert.equal(one.difference + other.difference, 0);
        assert.deepEqual([one.wins, one.losses], [other.losses, other.wins]);
      }),
    );
  });

  it('names what it refuses', async () => {
    await assertRejected(() => compareRuns([[1]], [], ['a']), 'invalid-argument', 'second', '0 seeds');
    await assertRejected(() => compareRuns([[1, 2]], [[1]], ['a', 'b']), 'invalid-argument', 'values[0]', '2');
    await assertRejected(() => compareRuns([[NaN]], [[1]], ['a']), 'invalid-argument', 'finite');
    for (const resampling of [{ resamples: 99 }, { seed: -1 }, { confidence: 1 }]) {
      const field = `resampling.${Object.keys(resampling)[0]!}`;
      await assertRejected(() => compareRuns([[1]], [[1]], ['a'], resampling), 'invalid-argument', field);
    }
  });
});

describe('the bootstrap', () => {
  it('is not fooled by copies within a cluster', () => {
    const values = draws(randomWords(4, 100), 1, 12)[0]!;
    const copies = values.flatMap((value) => [value, value, value]);
    const single = bootstrapInterval([values], names(12));
    const clustered = bootstrapInterval(
      [copies],
      names(12).flatMap((name) => [name, name, name]),
    );
    const naive = bootstrapInterval([copies], names(36));
    assert.ok(Math.abs(clustered.lower - single.lower) < 1e-12 && Math.abs(clustered.upper - single.upper) < 1e-12);
    assert.ok(naive.upper - naive.lower < 0.7 * (single.upper - single.lower));
  });

  it('widens with the differences between seeds', () => {
    const row = draws(randomWords(6, 100), 1, 30)[0]!;
    const same = bootstrapInterval([row, row, row], names(30));
    const apart = bootstrapInterval([row, row.map((x) => x + 1), row.map((x) => x + 2)], names(30));
    assert.ok(apart.upper - apart.lower > 1.5 * (same.upper - same.lower));
  });
});

describe('corrections', () => {
  it('keep the order, never lower a p-value and stay at most 1, Holm never below Benjamini-Hochberg', () => {
    fc.assert(
      fc.property(fc.array(fc.double({ min: 0, max: 1, noNaN: true })), (pValues) => {
        const [h, bh] = [holm(pValues), benjaminiHochberg(pValues)];
        for (const [i, p] of pValues.entries()) {
          assert.ok(bh[i]! >= p && h[i]! >= bh[i]! - 1e-12 && h[i]! <= 1);
          for (const [j, other] of pValues.entries()) if (p < other) assert.ok(h[i]! <= h[j]! && bh[i]! <= bh[j]!);
        }
      }),
    );
  });
});
