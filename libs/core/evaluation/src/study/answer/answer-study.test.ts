import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { simulateStudy } from '../../simulation/simulate-study.ts';
import type { SimulatedArm, SimulationOptions } from '../../simulation/simulate-study.ts';
import { analyzeStudy } from '../analyze-study.ts';
import { answerStudy } from './answer-study.ts';

/** An arm that trains with the terms of its name, `ot-sinkhorn+contrastive`. */
const trained = (name: string, level: number): SimulatedArm => {
  const objectives = name.split('+').map((objective) => ({ objective, weight: 1, settings: {} }));
  return { arm: { name, objectives }, level };
};
const zeroShot: SimulatedArm = { arm: { name: 'zero-shot', reference: 'zero-shot' }, level: 0.5 };

function answered(arms: readonly SimulatedArm[], options: Partial<SimulationOptions> = {}) {
  const languages = [{ language: 'th', pairs: 50_000 }];
  const study = simulateStudy({ arms, languages, start: 0.5, resamples: 1000, ...options });
  const analysis = analyzeStudy(study);
  const { sentences } = answerStudy({ ...study, analysis });
  return { analysis, sentences, text: sentences.map(({ text }) => text).join('\n') };
}

describe('the answer of a study', () => {
  it('with one seed claims nothing but of the models trained with it', () => {
    const { sentences, text } = answered([zeroShot, trained('greedy', 0.4), trained('ot-ipot', 0.65)]);
    assert.ok(sentences.every(({ generalizes }) => generalizes !== true));
    const said = sentences.filter(({ claims }) => claims);
    assert.ok(said.length >= 6 && said.every((sentence) => sentence.text.includes('with this seed')), text);
    assert.match(text, /holds for the models trained with it, on other paragraphs, and says nothing of other seeds/);
  });

  it('says which differences hold for other seeds, too, where the seeds agree', () => {
    const arms = [zeroShot, trained('greedy', 0.4), trained('ot-ipot', 0.7)];
    const seeds = [0, 1, 2, 3, 4];
    const agreed = answered(arms, { seeds });
    assert.match(agreed.text, /higher with optimal transport in 1 and lower in 0 \(for other seeds, too\)/);
    assert.match(agreed.text, /ot-ipot ends at [^:]*: above greedy by 0\.\d+ \(95\s% CI \+0\.\d+ to \+0\.\d+\)\./);
    const apart = answered(arms, { seeds, seedNoise: 0.2, seed: 1 });
    assert.match(apart.text, /by 0\.\d+ with these 5 seeds \(95\s% CI [^;]*; not shown for other seeds, 95\s% CI −/);
  });

  it('takes exact assignment for optimal transport', () => {
    const { analysis, text } = answered([trained('greedy', 0.4), trained('assignment', 0.6)]);
    const rivals = analysis.comparisons.filter(({ family }) => family === 'rivals');
    assert.deepEqual(
      rivals.map(({ first, second, measure }) => [first, second, measure]),
      [
        ['greedy', 'assignment', 'final'],
        ['greedy', 'assignment', 'area'],
      ],
    );
    assert.match(text, /Optimal transport alone: assignment\./);
  });

  it('compares a mixture with its other terms alone, and does not take what it does for optimal transport', () => {
    const mixture = 'ot-sinkhorn+contrastive';
    const arms = [zeroShot, trained('greedy', 0.4), trained('contrastive', 0.6), trained('ot-sinkhorn', 0.4)];
    const { analysis, text } = answered([...arms, trained(mixture, 0.6)]);
    const pairs = (wanted: string) => {
      const found = analysis.comparisons.filter(({ family, measure }) => family === wanted && measure === 'final');
      return found.map(({ first, second }) => `${second} with ${first}`);
    };
    assert.deepEqual(pairs('rivals'), ['ot-sinkhorn with greedy', 'ot-sinkhorn with contrastive']);
    assert.deepEqual(pairs('mixtures'), [`${mixture} with contrastive`]);
    assert.match(text, /^Optimal transport was not shown to help, against any arm without it, in Thai\.$/m);
    assert.match(
      text,
      /^No mixture with optimal transport was shown to end higher than its other terms alone in Thai\.$/m,
    );
    assert.match(text, /^In 1 comparison of an arm that mixes [^,]*, no difference in final nDCG@10 was shown\.$/m);
  });

  it('says that a winner is not above its own start where the other arm only lost more', () => {
    const lost = answered([zeroShot, trained('greedy', 0.3), trained('ot-ipot', 0.49)]);
    assert.match(
      lost.text,
      /in Thai \(ot-ipot over greedy\)\.\nIn Thai, ot-ipot \([+−]?0\.0\d\d\) was not shown to end above the start, zero-shot: no gain/,
    );
    const gained = answered([zeroShot, trained('greedy', 0.3), trained('ot-ipot', 0.7)]);
    assert.doesNotMatch(gained.text, /not shown to end above the start/);
    const unknown = answered([trained('greedy', 0.3), trained('ot-ipot', 0.7)]);
    assert.match(
      unknown.text,
      /has no zero-shot arm, so that it does not tell whether these end above their own start/,
    );
  });

  it('names the targets that no run came to in one sentence', () => {
    const teacher: SimulatedArm = { arm: { name: 'teacher', reference: 'teacher' }, level: 0.9 };
    const { text } = answered([teacher, zeroShot, trained('greedy', 0.52), trained('ot-ipot', 0.65)]);
    assert.match(text, /^No run came 50\s%, 75\s%, 90\s% or 95\s% of the way from the start to the teacher\.$/m);
    assert.match(text, /^Runs that came 10\s% of the way from the start to the teacher: .*ot-ipot in 1 of 1 run/m);
  });
});
