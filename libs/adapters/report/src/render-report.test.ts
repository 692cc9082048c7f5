import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import { analyzeStudy } from '@optical/evaluation';
import type { StudyFindings, StudyReferenceMethod, StudyResult } from '@optical/evaluation';
import { simulateStudy } from '@optical/evaluation/simulation';
import type { SimulatedArm, SimulationOptions } from '@optical/evaluation/simulation';
import { renderReport } from './render-report.ts';

const trained = (name: string, level: number, objective = name): SimulatedArm => {
  return { arm: { name, objectives: [{ objective, weight: 1, settings: {} }] }, level };
};
const reference = (name: StudyReferenceMethod, level: number): SimulatedArm => ({
  arm: { name, reference: name },
  level,
});

const arms = [
  reference('zero-shot', 0.3),
  trained('greedy', 0.35),
  trained('ot-sinkhorn', 0.6),
  reference('psq', 0.6),
  reference('teacher', 0.7),
];

const result = (findings: StudyFindings): StudyResult => ({ ...findings, analysis: analyzeStudy(findings) });
const simulated = (options: Partial<SimulationOptions> = {}) =>
  simulateStudy({ arms, resamples: 500, queries: 60, ...options });

/** Text of HTML as a reader sees it, blanks as one space. */
const plain = (html: string) =>
  html
    .replace(/<style>.*?<\/style>/s, '')
    .replace(/<[^>]*>/g, ' ')
    .replaceAll('&gt;', '>')
    .replace(/\s+/g, ' ');

describe('the report', () => {
  let study: StudyResult;
  let html: string;
  before(async () => {
    study = result(simulated({ seeds: [0, 1] }));
    html = await renderReport(study, 'html');
  });

  it('holds every section, linked from the list at its beginning', () => {
    const ids = ['answer', 'scores', 'convergence', 'targets', 'cost', 'low-resource', 'coverage', 'integrity'];
    for (const id of [...ids, 'comparisons', 'setup']) {
      assert.equal(html.split(`<section id="${id}">`).length, 2, id);
      assert.equal(html.split(`href="#${id}"`).length, 2, id);
    }
  });

  it('finds the effect that is there, in every format', async () => {
    const found = /In Thai, ot-sinkhorn ends at a mean nDCG@10 of 0\.\d{3}: above greedy by 0\.\d{3}/;
    assert.match(plain(html), found);
    assert.match(await renderReport(study, 'markdown'), /ot-sinkhorn ends at a mean nDCG@10 of 0\.\d{3}: above greedy/);
    const json = JSON.parse(await renderReport(study, 'json')) as {
      answer: { sentences: { text: string }[] };
      study: object;
    };
    assert.ok(json.answer.sentences.some(({ text }) => found.test(text)));
    assert.deepEqual(json.study, JSON.parse(JSON.stringify(study)));
  });

  it('marks scores with the arms that they are shown to differ from', () => {
    // ot-sinkhorn is arm c: above zero-shot and greedy, a and b.
    assert.match(html, /<td>c<\/td><td>ot-sinkhorn<\/td><td class="numeric">0\.\d{3}<small>[\d.–]+\n▲ab/);
  });

  it('fetches nothing: no address, no script, and a policy that forbids both', () => {
    assert.doesNotMatch(html, /https?:|\/\/[a-z]|<script|<link|<img|@import|url\((?!#)/i);
    assert.match(html, /Content-Security-Policy" content="default-src 'none'/);
  });

  it('draws curves with bands over the seeds, and says so where there is one seed', async () => {
    assert.match(plain(html), /bands reach from the lowest to the highest of up to 2 seeds/);
    const one = await renderReport(result(simulated()), 'html');
    assert.match(plain(one), /One seed: no bands\./);
    const areas = (text: string) => text.split('mark-area').length - 1;
    assert.ok(areas(html) > 0);
    assert.equal(areas(one), 0);
    assert.ok(one.split('mark-line').length > 2);
  });

  it('draws the teacher where it is near what arms reach, and tells where it is elsewhere', async () => {
    assert.doesNotMatch(plain(html), /teacher is above the plots/);
    const flat = [trained('greedy', 0.35), trained('ot-sinkhorn', 0.36), reference('teacher', 0.95)];
    const far = await renderReport(result(simulated({ arms: flat, seeds: [0], seedNoise: 0 })), 'html');
    assert.match(plain(far), /The teacher is above the plots, (at|from) 0\.[89]/);
  });

  it('shows censored costs as censored', () => {
    assert.match(plain(html), /Hindi greedy [^H]*> 160 censored, 0 of 2/);
    assert.match(plain(html), /Hindi ot-sinkhorn [^H]*\d+ 2 of 2; mean \d+ \(h 160\)/);
  });

  it('says which differences hold for the seeds that ran, and which for others, too', async () => {
    const text = plain(html);
    assert.match(text, /So few seeds show little beyond themselves\./);
    assert.match(text, /Hindi all pairs final greedy ot-sinkhorn \+0\.\d{3} [^H]* with these 2 seeds/);
    const one = plain(await renderReport(result(simulated()), 'html'));
    assert.match(one, /above and below, for the models trained with this seed/);
    assert.match(one, /Hindi all pairs final greedy ot-sinkhorn \+0\.\d{3} [^H]* — — — with this seed/);
  });

  it('shows a missing cell as missing, with its reason', async () => {
    const findings = simulated();
    const cells = findings.cells.map((cell) => {
      if (cell.arm !== 'ot-sinkhorn' || cell.language !== 'hi') return cell;
      const lost = { state: 'failed' as const, statusMessage: 'out of memory', curve: [], queryScores: [] };
      return Object.assign(structuredClone(cell), lost, { final: undefined });
    });
    const text = plain(await renderReport(result({ ...findings, state: 'failed', cells }), 'html'));
    assert.match(text, /c ot-sinkhorn missing \(failed\) 0\.\d{3}/);
    assert.match(text, /ot-sinkhorn\/hi\/default\/all\/0 failed out of memory/);
    assert.match(text, /1 of 10 cells have no result\./);
    assert.match(text, /The study is not complete: failed\./);
  });

  it('of a study without any result yet is a report, too', async () => {
    const findings = simulated();
    const pending = { state: 'pending' as const, curve: [], queryScores: [], time: undefined, final: undefined };
    const cells = findings.cells.map((cell) => Object.assign(structuredClone(cell), pending));
    const empty = result({ ...findings, state: 'running', cells, coverage: [], leakChecks: [], stages: [] });
    const text = plain(await renderReport(empty, 'html'));
    assert.match(text, /has nothing yet that compares/);
    assert.match(text, /missing \(pending\)/);
    await renderReport(empty, 'markdown');
  });

  it('renders hostile names as text, everywhere', async () => {
    const hostile = '<script>alert(1)</script>"\'&|`[x](y)\n# h';
    const evil = simulateStudy({
      arms: [trained(hostile, 0.4, 'greedy'), trained(`ot ${hostile}`, 0.6, 'ot-sinkhorn'), reference('teacher', 0.7)],
      languages: [{ language: hostile, pairs: 100 }],
      queries: 40,
      resamples: 500,
    });
    const leakChecks = [{ what: hostile, passed: false, detail: hostile }];
    const named = result({
      ...evil,
      displayName: hostile,
      statusMessage: hostile,
      leakChecks,
      versions: { [hostile]: hostile },
    });
    const page = await renderReport(named, 'html');
    assert.doesNotMatch(page, /<script|alert\(1\)<\/script/i);
    assert.ok(page.includes('&lt;script&gt;alert(1)'));
    const markdown = await renderReport(named, 'markdown');
    assert.doesNotMatch(markdown.replace(/```+json[\s\S]*?```+/g, ''), /(?<!\\)<script|(?<!\\)\[x|^# h/m);
  });

  it('draws scores against the bitext where there are several budgets', async () => {
    const all = simulated();
    const few = simulated({ seed: 1 }).cells.filter(({ time }) => time !== undefined);
    const cells = [
      ...all.cells,
      ...few.map((cell) => ({ ...cell, id: `${cell.id}-1000`, bitextBudget: 1000, trainingPairs: 1000 })),
    ];
    // What was lost with all pairs is missing there, though it is known with fewer.
    const lost = cells.find((cell) => cell.arm === 'greedy' && cell.bitextBudget === 0)!;
    Object.assign(lost, { state: 'failed', final: undefined });
    const setup = { ...all.setup, bitextBudgets: [1000, 0] };
    const text = plain(await renderReport(result({ ...all, cells, setup }), 'html'));
    assert.match(text, /\(main track\), all pairs .* b greedy missing \(failed\)/);
    assert.match(text, /Final nDCG@10 on the main track by bitext budget; bands are 95 % intervals\./);
    assert.match(text, /nDCG@10 on XQuAD, cross-lingual: [^(]* \(main track\), 1,000 pairs/);
    assert.match(plain(html), /One bitext budget: there is no curve over budgets\./);
  });
});
