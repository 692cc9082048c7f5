import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { simulateStudy } from '../simulation/simulate-study.ts';
import type { SimulatedArm, SimulationOptions } from '../simulation/simulate-study.ts';
import { analyzeStudy } from './analyze-study.ts';
import { answerStudy } from './answer/answer-study.ts';
import type { StudyFindings } from './final-scores.ts';
import type { StudyReferenceMethod } from './study-setup.ts';

const trained = (objective: string, level: number, halfSteps = 20): SimulatedArm => {
  return { arm: { name: objective, objectives: [{ objective, weight: 1, settings: {} }] }, level, halfSteps };
};
const reference = (name: StudyReferenceMethod, level: number): SimulatedArm => ({
  arm: { name, reference: name },
  level,
});

function answered(findings: StudyFindings) {
  const result = { ...findings, analysis: analyzeStudy(findings) };
  const { sentences } = answerStudy(result);
  return { ...result, sentences, text: sentences.map(({ text }) => text).join('\n') };
}

const withEffect: SimulationOptions = {
  arms: [
    reference('zero-shot', 0.3),
    trained('greedy', 0.4),
    trained('ot-sinkhorn', 0.6, 10),
    reference('psq', 0.61),
    reference('teacher', 0.7),
  ],
  resamples: 1000,
};

describe('a study', () => {
  it('finds an effect that is there, in the final values and in the speed', () => {
    const { sentences, analysis } = answered(simulateStudy({ ...withEffect, seeds: [0, 1] }));
    const final = sentences.find(({ topic }) => topic === 'final')!;
    assert.match(
      final.text,
      /^In Thai, ot-sinkhorn ends at a mean nDCG@10 of 0\.\d+: above greedy by 0\.\d+ with these 2 seeds \(95\s% CI \+0/,
    );
    assert.match(
      sentences.find(({ topic }) => topic === 'speed')!.text,
      /^In Thai, speed of ot-sinkhorn .*: above greedy by/,
    );
    assert.match(sentences[0]!.text, /higher with optimal transport in 2 and lower in 0\.$/);
    const rival = analysis.comparisons.find(({ family, language }) => family === 'rivals' && language === 'hi')!;
    assert.ok(rival.interval.lower < 0.2 && rival.interval.upper > 0.15 && rival.difference > 0.1);
    assert.deepEqual(rival.seeds, [0, 1]);
  });

  it('says that no difference was shown where none was, and that optimal transport did not help', () => {
    const arms = [
      reference('zero-shot', 0.3),
      trained('greedy', 0.5),
      trained('ot-ipot', 0.5),
      reference('teacher', 0.8),
    ];
    const { text, sentences } = answered(simulateStudy({ arms, resamples: 1000, seed: 3 }));
    assert.match(text, /no difference from greedy shown \([+−]?0\.0\d\d; 95\s% CI/);
    assert.match(text, /was not shown to help, against any arm without it, in Hindi and Thai\./);
    assert.ok(sentences.filter(({ topic }) => topic === 'final').every(({ claims }) => !claims));
  });

  it('tells below from above', () => {
    const arms = [trained('greedy', 0.6), trained('ot-ipot', 0.4)];
    assert.match(
      answered(simulateStudy({ arms, resamples: 1000 })).text,
      /ot-ipot ends at [^:]*: below greedy by 0\.\d/,
    );
  });

  it('compares a trained arm of every seed with a reference that has one, and says what one seed cannot', () => {
    const { analysis, text } = answered(simulateStudy({ ...withEffect, seeds: [0, 1, 2] }));
    const psq = analysis.comparisons.find(({ first }) => first === 'psq')!;
    assert.deepEqual(psq.seeds, [0, 1, 2]);
    assert.match(text, /What is shown “with these 3 seeds” holds for the models trained with them/);
    assert.match(answered(simulateStudy(withEffect)).text, /Every arm ran with one seed/);
  });

  it('keeps runs that miss a target as censored, with one horizon for all arms', () => {
    const { analysis, text } = answered(simulateStudy({ ...withEffect, seeds: [0, 1] }));
    const late = analysis.armConvergence.filter(({ share, language }) => share === 0.95 && language === 'th');
    assert.deepEqual(
      late.map(({ arm, runs, reached }) => [arm, runs, reached]),
      [
        ['greedy', 2, 0],
        ['ot-sinkhorn', 2, 0],
      ],
    );
    assert.ok(late.every(({ steps }) => steps.median === undefined && steps.restrictedMean === 160));
    const half = analysis.armConvergence.filter(({ share, language }) => share === 0.5 && language === 'th');
    assert.equal(half.find(({ arm }) => arm === 'ot-sinkhorn')!.reached, 2);
    assert.equal(half[0]!.steps.horizon, half[1]!.steps.horizon);
    assert.match(text, /times to a target are censored/);
  });

  it('without results answers that it has none', () => {
    const study = simulateStudy(withEffect);
    const pending = { state: 'pending' as const, curve: [], queryScores: [] };
    const cells = study.cells.map((cell) => Object.assign(structuredClone(cell), pending, { final: undefined }));
    const { text, analysis } = answered({ ...study, state: 'running', cells });
    assert.deepEqual(analysis, { summaries: [], comparisons: [], convergence: [], armConvergence: [], profiles: [] });
    assert.match(text, /has nothing yet that compares/);
    assert.match(text, /The study is not complete: running\./);
    assert.match(text, /\d+ of \d+ cells have no result/);
  });

  it('whose leak check failed says so', () => {
    const leakChecks = [{ what: 'bitext against questions', passed: false, detail: '3 common texts' }];
    assert.match(
      answered({ ...simulateStudy({ arms: [trained('greedy', 0.5)] }), leakChecks }).text,
      /A leak check failed, so do not use these figures: bitext against questions \(3 common texts\)\./,
    );
  });

  it('takes the mean over a group of languages query by query', () => {
    const study = simulateStudy({
      ...withEffect,
      languages: [
        { language: 'th', pairs: 5000 },
        { language: 'tr', pairs: 4000 },
      ],
    });
    const { analysis, text } = answered(study);
    const found = analysis.comparisons.filter(({ measure, second }) => measure === 'final' && second === 'ot-sinkhorn');
    const single = found.filter(({ family }) => family === 'rivals').map(({ difference }) => difference);
    const group = found.filter(({ family }) => family === 'languages');
    assert.deepEqual(
      group.map(({ language }) => language),
      ['low-resource'],
    );
    assert.ok(Math.abs(group[0]!.difference - (single[0]! + single[1]!) / 2) < 1e-12);
    assert.match(text, /In low-resource languages \(Thai and Turkish\), ot-sinkhorn ends/);
  });

  it('gives every arm a profile over the runs that all arms have', () => {
    const { analysis } = answered(simulateStudy({ ...withEffect, seeds: [0, 1] }));
    const half = analysis.profiles.find(({ share, cost }) => share === 0.5 && cost === 'steps')!;
    assert.deepEqual([half.arms, half.problems], [['greedy', 'ot-sinkhorn'], 4]);
    assert.deepEqual(
      half.values.map((values) => values.at(-1)),
      [0, 1],
    );
  });

  it('compares within a budget, also where the cell of a rival failed, and reference arms with every budget', () => {
    const whole = simulateStudy(withEffect);
    const few = whole.cells.filter(({ time }) => time !== undefined);
    const cells = [...whole.cells, ...few.map((cell) => ({ ...cell, id: `${cell.id}-1000`, bitextBudget: 1000 }))];
    const lost = cells.map((cell) => {
      const isLost = cell.arm === 'greedy' && cell.language === 'th' && cell.bitextBudget === 0;
      return isLost ? Object.assign(structuredClone(cell), { state: 'failed' as const, final: undefined }) : cell;
    });
    const { analysis } = answered({ ...whole, setup: { ...whole.setup, bitextBudgets: [1000, 0] }, cells: lost });
    const inThai = analysis.comparisons.filter(({ language, measure }) => language === 'th' && measure === 'final');
    const budgets = (first: string) => {
      const found = inThai.filter((comparison) => comparison.first === first && comparison.second === 'ot-sinkhorn');
      return found.map(({ bitextBudget }) => bitextBudget);
    };
    assert.deepEqual([budgets('greedy'), budgets('psq')], [[1000], [0, 1000]]);
  });
});
