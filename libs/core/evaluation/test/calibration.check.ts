/**
 * Calibration of a study's answer: `npm run check:calibration`. Of 1,000 simulated studies without an effect at most 5 %
 * may claim one, whatever is compared; of 100 in which one arm ends higher and learns faster, all must find it. Takes
 * about a minute.
 */
import assert from 'node:assert/strict';
import { analyzeStudy, answerStudy } from '../src/index.ts';
import { simulateStudy } from '../src/simulation/simulate-study.ts';
import type { SimulatedArm, SimulationOptions } from '../src/simulation/simulate-study.ts';

const trained = (objective: string, level: number): SimulatedArm => {
  return { arm: { name: objective, objectives: [{ objective, weight: 1, settings: {} }] }, level };
};
const reference = (name: 'zero-shot' | 'psq' | 'teacher', level: number): SimulatedArm => {
  return { arm: { name, reference: name }, level };
};

const small = { queries: 40, resamples: 400, languages: [{ language: 'th', pairs: 5000 }] };

function answer(options: SimulationOptions) {
  const study = simulateStudy(options);
  return answerStudy({ ...study, analysis: analyzeStudy(study) }).sentences;
}

let falseClaims = 0;
for (let seed = 1000; seed < 2000; seed++) {
  const arms = ['greedy', 'contrastive', 'ot-sinkhorn', 'ot-ipot'].map((name) => trained(name, 0.5));
  arms.push(reference('zero-shot', 0.5), reference('psq', 0.5), reference('teacher', 0.5));
  const sentences = answer({ ...small, arms, start: 0.5, seedNoise: 0, seed });
  if (sentences.some(({ claims }) => claims)) falseClaims++;
}
console.log(`claims in ${falseClaims} of 1,000 studies without an effect`);

let found = 0;
for (let seed = 1000; seed < 1100; seed++) {
  const arms = [reference('zero-shot', 0.3), trained('greedy', 0.4), trained('ot-sinkhorn', 0.6)];
  const sentences = answer({ ...small, arms: [...arms, reference('teacher', 0.7)], seed });
  const shown = (topic: string) =>
    sentences.some((sentence) => {
      return sentence.topic === topic && sentence.text.includes('above greedy by');
    });
  if (shown('final') && shown('speed')) found++;
}
console.log(`effect found in ${found} of 100 studies that have one`);

assert.ok(falseClaims <= 50, 'claims without an effect in more than 5 % of the studies');
assert.equal(found, 100, 'an effect was missed');
