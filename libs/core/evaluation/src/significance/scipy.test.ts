import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { bootstrapInterval } from './bootstrap.ts';
import { benjaminiHochberg, holm } from './corrections.ts';
import { pairedT } from './paired-t.ts';
import { randomizationPValue } from './randomization-test.ts';

interface Fixture {
  readonly studies: {
    differences: number[];
    exact: boolean;
    randomization: number;
    t: number;
    tPValue: number;
    effectSize: number;
    interval: [number, number];
  }[];
  readonly pValues: number[];
  readonly holm: number[];
  readonly benjaminiHochberg: number[];
}

const fixture = JSON.parse(
  readFileSync(new URL('../../fixtures/significance.json', import.meta.url), 'utf8'),
) as Fixture;

function assertClose(actual: number, expected: number, tolerance: number): void {
  assert.ok(Math.abs(actual - expected) <= tolerance, `${actual}, expected ${expected}`);
}

describe('significance, against scipy', () => {
  it('gives the p-value of every signing where they are few, and one within sampling error where they are not', () => {
    for (const { differences, exact, randomization } of fixture.studies) {
      const tolerance = exact ? 1e-12 : 5 * Math.sqrt((randomization * (1 - randomization)) / 20_000);
      assertClose(randomizationPValue(differences, { resamples: 20_000 }), randomization, tolerance);
    }
  });

  it('gives the t statistic, its p-value and the effect size', () => {
    for (const study of fixture.studies) {
      const result = pairedT(study.differences)!;
      assertClose(result.t, study.t, 1e-9);
      assertClose(result.pValue, study.tPValue, 1e-9);
      assertClose(result.effectSize, study.effectSize, 1e-9);
    }
  });

  it('corrects for many tests', () => {
    for (const [index, expected] of fixture.holm.entries()) assertClose(holm(fixture.pValues)[index]!, expected, 1e-12);
    for (const [index, expected] of fixture.benjaminiHochberg.entries()) {
      assertClose(benjaminiHochberg(fixture.pValues)[index]!, expected, 1e-12);
    }
  });

  it('gives the bootstrap interval within sampling error where every query is a cluster', () => {
    for (const { differences, interval } of fixture.studies) {
      const clusters = differences.map((_, query) => String(query));
      const { lower, upper } = bootstrapInterval([differences], clusters);
      const tolerance = 0.06 * (interval[1] - interval[0]);
      assertClose(lower, interval[0], tolerance);
      assertClose(upper, interval[1], tolerance);
    }
  });
});
