import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { randomWords } from '@optical/random';
import { bootstrapDraws } from './bootstrap-draws.ts';
import { bootstrapInterval } from './bootstrap.ts';

const words = randomWords(7, 3);
const values = (count: number) => Array.from({ length: count }, () => words() / 2 ** 32);
const names = (count: number) => Array.from({ length: count }, (_, place) => String(place));

describe('bootstrap intervals', () => {
  it('do not depend on what was asked before', () => {
    const [row, other] = [values(50), values(80)];
    const first = bootstrapInterval([row], names(50), { resamples: 500 });
    bootstrapInterval([other, values(80)], names(80), { resamples: 300 });
    assert.deepEqual(bootstrapInterval([row], names(50), { resamples: 500 }), first);
  });

  it('draw the same whether the draws are kept or too many for that', () => {
    const options = { seed: 5, rows: 2, clusters: 9_998 };
    const [few, many] = [
      bootstrapDraws({ ...options, resamples: 3 }),
      bootstrapDraws({ ...options, resamples: 1_000 }),
    ];
    for (let resample = 0; resample < 3; resample++) {
      const [kept, fresh] = [few(resample), many(resample)];
      assert.deepEqual([...kept.rows], [...fresh.rows]);
      assert.deepEqual([...kept.clusters], [...fresh.clusters]);
    }
  });

  it('cover the mean of normal-like samples about as often as they say', () => {
    const trials = Array.from({ length: 300 }, () => bootstrapInterval([values(60)], names(60), { resamples: 400 }));
    const covered = trials.filter(({ lower, upper }) => lower <= 0.5 && 0.5 <= upper).length;
    assert.ok(covered > 0.9 * 300 && covered < 0.99 * 300, String(covered));
  });
});
