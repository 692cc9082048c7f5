import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { simulateStudy } from '../simulation/simulate-study.ts';
import type { SimulatedArm, SimulationOptions } from '../simulation/simulate-study.ts';
import { analyzeStudy } from './analyze-study.ts';
import { answerStudy } from './answer/answer-study.ts';
import type { StudyArm } from './study-setup.ts';

const trained = (objective: string): StudyArm => ({
  name: objective,
  objectives: [{ objective, weight: 1, settings: {} }],
});
const names = ['zero-shot', 'psq', 'teacher'] as const;
const equal: SimulatedArm[] = [
  ...['greedy', 'contrastive', 'ot-sinkhorn', 'ot-ipot'].map(trained),
  ...names.map((reference): StudyArm => ({ name: reference, reference })),
].map((arm) => ({ arm, level: 0.5 }));

/** Small enough for a test to run many of them: 15 paragraphs. */
const small = { arms: equal, start: 0.5, queries: 60, resamples: 400, languages: [{ language: 'th', pairs: 5000 }] };

/** In how many of 100 studies without an effect a sentence claims one, and in how many for other seeds, too. */
function countClaims(options: Partial<SimulationOptions>) {
  const counts = { claims: 0, generalizes: 0 };
  for (let seed = 0; seed < 100; seed++) {
    const study = simulateStudy({ ...small, ...options, seed });
    const { sentences } = answerStudy({ ...study, analysis: analyzeStudy(study) });
    if (sentences.some(({ claims }) => claims)) counts.claims++;
    if (sentences.some(({ generalizes }) => generalizes)) counts.generalizes++;
  }
  return counts;
}

// Three standard deviations of a binomial of 100 at 5 % are 6.5.
const most = 11;

describe('a study without an effect', () => {
  it('claims one in at most 5 % of 100 runs, whatever is compared', () => {
    const { claims } = countClaims({ seedNoise: 0 });
    assert.ok(claims <= most, `${claims} of 100`);
  });

  it('is not fooled by arms that are at odds about paragraphs', () => {
    for (const seeds of [[0], [0, 1]]) {
      const { claims } = countClaims({ seedNoise: 0, clusterNoise: 0.1, seeds });
      assert.ok(claims <= most, `${claims} of 100 with ${seeds.length} seeds`);
    }
  });

  it('claims nothing of other seeds, though the models that these ones made do differ', () => {
    const one = countClaims({ seedNoise: 0.05 });
    assert.ok(one.claims > most && one.generalizes === 0, JSON.stringify(one));
    const five = countClaims({ seedNoise: 0.05, seeds: [0, 1, 2, 3, 4] });
    assert.ok(five.claims > most && five.generalizes <= most, JSON.stringify(five));
  });
});
