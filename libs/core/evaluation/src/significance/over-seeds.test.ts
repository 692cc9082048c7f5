import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { normal, randomWords } from '@optical/random';
import { testOverSeeds } from './over-seeds.ts';

const words = randomWords(11, 7);
const names = (count: number) => Array.from({ length: count }, (_, index) => String(index));

/** Rows of seeds whose mean is 0 but for what seed and paragraph add, both of them random. */
function crossed(seeds: number, paragraphs: number, seedNoise: number): number[][] {
  const ofParagraph = Array.from({ length: paragraphs }, () => normal(words));
  return Array.from({ length: seeds }, () => {
    const ofSeed = seedNoise * normal(words);
    return ofParagraph.map((own) => own + ofSeed + 0.1 * normal(words));
  });
}

describe('the test over seeds and paragraphs', () => {
  it('rejects at most as often as it should, whether seeds or paragraphs vary more', () => {
    for (const seeds of [2, 3, 5]) {
      // The mean of 25 paragraphs has a deviation of 0.2.
      for (const seedNoise of [0, 0.2, 0.5, 3]) {
        const trials = Array.from({ length: 400 }, () =>
          testOverSeeds(crossed(seeds, 25, seedNoise), names(25), 0.95)!,
        );
        const rejected = trials.filter(({ pValue }) => pValue <= 0.05).length;
        // Three standard deviations of a binomial of 400 at 5 % are 13.
        assert.ok(rejected <= 33, `${rejected} of 400 with ${seeds} seeds and noise ${seedNoise}`);
        for (const { pValue, interval } of trials) {
          assert.equal(pValue < 0.05 - 1e-9, interval.lower > 1e-12 || interval.upper < -1e-12);
        }
      }
    }
  });

  it('is the t-test over seeds where paragraphs do not vary, and over paragraphs where seeds do not', () => {
    const bySeed = testOverSeeds(
      [1, 2, 4].map((value) => [value, value]),
      names(2),
      0.95,
    )!;
    const byParagraph = testOverSeeds(
      [1, 2].map(() => [1, 2, 4]),
      names(3),
      0.95,
    )!;
    // R: t.test(c(1, 2, 4))
    for (const { pValue, interval } of [bySeed, byParagraph]) {
      assert.ok(Math.abs(pValue - 0.1181) < 1e-4, String(pValue));
      assert.ok(Math.abs(interval.lower + 1.4612) < 1e-4 && Math.abs(interval.upper - 6.1279) < 1e-4);
    }
  });

  it('says nothing of a single seed, a single paragraph, or values that do not vary', () => {
    assert.equal(testOverSeeds([[1, 2, 3]], names(3), 0.95), undefined);
    assert.equal(
      testOverSeeds(
        [
          [1, 2],
          [2, 3],
        ],
        ['a', 'a'],
        0.95,
      ),
      undefined,
    );
    assert.equal(
      testOverSeeds(
        [
          [0.1, 0.1],
          [0.1, 0.1],
        ],
        names(2),
        0.95,
      ),
      undefined,
    );
  });
});
