import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { loadContract } from '@optical/contracts';
import type { StudySpec, StudySpec__Output } from '@optical/contracts/evaluator';
import { completeStudy } from '../spec/complete-study.ts';
import { jobOf, selectionOf, withBudget } from './job-specs.ts';
import { planCells } from './plan-cells.ts';

const complete = (spec: StudySpec): StudySpec__Output => completeStudy(spec as StudySpec__Output);

const source = (dataset: string, maxPairs = 0) => ({ dataset, language: 'hi', maxPairs, weight: 0 });

describe('the cells of a study', () => {
  it('are every combination, but reference arms only vary with what changes them', () => {
    const cells = planCells(complete({ preset: 'quick', languages: ['hi'], seeds: [3, 4], bitextBudgets: [1_000, 0] }));
    const idsOf = (arm: string) => cells.filter((cell) => cell.arm === arm).map(({ id }) => id);
    assert.deepEqual(idsOf('teacher'), ['teacher/hi/default/all/3']);
    // As other students do, it learns from the pairs of its seed.
    assert.deepEqual(
      idsOf('psq'),
      idsOf('zero-shot').map((id) => id.replace('zero-shot', 'psq')),
    );
    assert.deepEqual(idsOf('zero-shot'), [
      'zero-shot/hi/default/1000/3',
      'zero-shot/hi/default/1000/4',
      'zero-shot/hi/default/all/3',
      'zero-shot/hi/default/all/4',
    ]);
    assert.equal(idsOf('greedy').length, 4);
    assert.equal(new Set(cells.map(({ id }) => id)).size, cells.length);
  });

  it('come language by language, and zero-shot before what begins there', () => {
    const cells = planCells(complete({ preset: 'quick' }));
    const languages = cells.map(({ language }) => language);
    assert.deepEqual([...new Set(languages)], ['es', 'hi', 'th']);
    assert.deepEqual(languages, languages.toSorted());
    const arms = cells.filter(({ language }) => language === 'hi').map(({ arm }) => arm);
    assert.ok(arms.indexOf('zero-shot') < arms.indexOf('greedy'));
  });
});

describe('the job of a cell', () => {
  it('is the template in the language, with seed, budget, rate, objectives and setting of the cell', () => {
    const spec = complete({
      preset: 'quick',
      languages: ['hi', 'es'],
      settings: [{ name: 'long', maxTokens: 48, transport: { iterations: 7 } }],
      bitextBudgets: [300],
      tracks: [
        { kind: 'TRACK_KIND_CROSS_LINGUAL', dataset: 'xquad' },
        { kind: 'TRACK_KIND_KNOWN_ITEM', dataset: 'tico19' },
        { kind: 'TRACK_KIND_KNOWN_ITEM', dataset: 'synthetic' },
      ],
    });
    const cell = planCells(spec).find(({ id }) => id === 'ot-ipot/hi/long/300/0')!;
    const prepared = {
      teacher: 'teacher/minilm@0',
      teacherLengths: { queryTokens: 32, passageTokens: 180 },
      vocabularies: { hi: 'vocabulary/hi@1' },
      sizes: [{ language: 'hi', setting: 'long', pairs: { ntrex: 100, sib200: 50 } }],
    };
    const { student, seed, optimizer, labels } = jobOf(spec, 'id', cell, 3e-4, prepared);
    assert.equal(student!.teacher, 'teacher/minilm@0');
    assert.equal(student!.vocabulary, 'vocabulary/hi@1');
    assert.equal(student!.maxTokens, 48);
    assert.deepEqual(student!.evaluationDatasets, ['tico19']);
    assert.ok(student!.bitext!.every(({ language }) => language === 'hi'));
    assert.equal(
      student!.bitext!.reduce((sum, { maxPairs }) => sum + Number(maxPairs), 0),
      300,
    );
    const [term] = student!.objectives!;
    assert.equal(term!.objective, 'OBJECTIVE_OT_IPOT');
    assert.equal(term!.transport!.iterations, 7);
    assert.equal(term!.transport!.studentMarginal, 'MARGINAL_UNIFORM_TOKENS');
    assert.deepEqual([seed, optimizer!.learningRate], [0, 3e-4]);
    assert.equal(labels!.arm, 'ot-ipot');
  });

  it('has the bitext that is asked for where something else is to learn from the same pairs', () => {
    const spec = complete({ preset: 'quick', settings: [{ name: 'short', maxTokens: 16 }, { name: 'long' }] });
    const prepared = {
      teacher: 'teacher/minilm@0',
      teacherLengths: { queryTokens: 32, passageTokens: 180 },
      vocabularies: { hi: 'vocabulary/hi@1' },
      sizes: [{ language: 'hi', setting: 'short', pairs: { ntrex: 10 } }],
    };
    for (const id of ['ot-ipot/hi/short/3000/0', 'ot-ipot/hi/long/3000/0']) {
      const cell = planCells(spec).find((candidate) => candidate.id === id)!;
      const [job, selection] = [jobOf(spec, 'id', cell, 3e-4, prepared), selectionOf(spec, cell, prepared)];
      assert.equal(selection.seed, job.seed);
      assert.deepEqual({ ...selection.student, objectives: job.student!.objectives }, job.student);
      const ntrex = selection.student!.bitext!.find(({ dataset }) => dataset === 'ntrex')!;
      assert.equal(ntrex.maxPairs === 10, cell.setting === 'short');
    }
  });

  it('shares a budget evenly and takes from others what a small data set lacks', () => {
    const shares = (budget: number, sizes: Record<string, number>) =>
      withBudget([source('a'), source('b'), source('c', 40)], budget, sizes).map(({ maxPairs }) => maxPairs);
    assert.deepEqual(shares(90, { a: 100, b: 100, c: 100 }), [30, 30, 30]);
    assert.deepEqual(shares(100, { a: 10, b: 100, c: 100 }), [10, 50, 40]);
    assert.deepEqual(shares(0, {}), [0, 0, 40]);
    assert.equal(withBudget([source('a'), source('b')], 1, {}).length, 1);
  });
});

describe('completing a study', () => {
  it('takes what is left out from the preset, then from the defaults, and changes nothing the second time', () => {
    const once = complete({ preset: 'quick', displayName: 'mine', studentTemplate: { schedule: { steps: 7 } } });
    assert.equal(once.displayName, 'mine');
    assert.equal(once.studentTemplate!.schedule!.steps, 7);
    assert.equal(once.studentTemplate!.schedule!.warmupSteps, 6);
    assert.equal(once.studentTemplate!.student!.teacher, 'teacher/minilm');
    assert.deepEqual(once.targets, [0.1, 0.25, 0.5, 0.75, 0.9, 0.95]);
    assert.deepEqual(once.learningRates, [1e-4]);
    assert.deepEqual(completeStudy(once), once);
  });

  it('takes an optional field that is given as it is, also where it is 0', () => {
    const { requestSerialize, requestDeserialize } = loadContract('evaluator').definition.CreateStudy;
    const received = (spec: StudySpec) => requestDeserialize(requestSerialize({ spec })).spec!;
    assert.equal(completeStudy(received({ preset: 'quick' })).maxQueries, 160);
    assert.equal(completeStudy(received({ preset: 'quick', maxQueries: 40 })).maxQueries, 40);
    const all = completeStudy(received({ preset: 'quick', maxQueries: 0 }));
    assert.equal(all.maxQueries, 0);
    assert.deepEqual(completeStudy(all), all);
    const none = received({ preset: 'quick', studentTemplate: { student: { heldOutPairs: 0 } } });
    assert.equal(completeStudy(none).studentTemplate!.student!.heldOutPairs, 0);
  });

  it("puts the user's first weights in the place of the preset's", () => {
    const spec = complete({
      preset: 'quick',
      studentTemplate: { student: { initialization: { checkpoint: { model: 'base/mine' } } } },
    });
    const { initialization } = spec.studentTemplate!.student!;
    assert.equal(initialization!.checkpoint!.model, 'base/mine');
    assert.equal(initialization!.aligned ?? null, null);
  });
});
