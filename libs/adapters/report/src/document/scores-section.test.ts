import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { analyzeStudy } from '@optical/evaluation';
import type { StudyCell, StudyCurvePoint, StudyFindings, StudyResult, StudyValue } from '@optical/evaluation';
import { simulateStudy } from '@optical/evaluation/simulation';
import type { Block, Table } from './report-document.ts';
import { scoresSection } from './scores-section.ts';

const arms = [
  { arm: { name: 'greedy', objectives: [{ objective: 'greedy', weight: 1, settings: {} }] }, level: 0.4 },
  { arm: { name: 'teacher', reference: 'teacher' as const }, level: 0.7 },
];

const result = (findings: StudyFindings): StudyResult => ({ ...findings, analysis: analyzeStudy(findings) });

/** Adds an en→en control on the same data set, where every query is worth half. */
function withControl(study: StudyFindings): StudyFindings {
  const [main] = study.setup.tracks;
  const half = (value: StudyValue | null) => value && { ...value, mean: value.mean / 2 };
  const finalOf = (final: StudyCurvePoint): StudyCurvePoint => {
    return { ...final, results: [...final.results, { values: final.results[0]!.values.map(half) }] };
  };
  const cells = study.cells.map((cell): StudyCell => {
    const values = cell.queryScores[0]!.values.map((row) => row.map((value) => value / 2));
    const queryScores = [...cell.queryScores, { track: 1, values }];
    return { ...cell, queryScores, final: finalOf(cell.final!) };
  });
  return {
    ...study,
    setup: { ...study.setup, tracks: [main!, { ...main!, kind: 'monolingual', languages: ['en'] }] },
    queries: [...study.queries, ...study.queries.map((queries) => ({ ...queries, track: 1 }))],
    cells,
  };
}

/** Adds rank distance as a second measure, known at a depth or exactly. */
function withRankDistance(study: StudyFindings, value: StudyValue): StudyFindings {
  const cells = study.cells.map((cell): StudyCell => {
    const final = cell.final!;
    return { ...cell, final: { ...final, results: [{ values: [...final.results[0]!.values, value] }] } };
  });
  const metrics = [...study.setup.metrics, { kind: 'rank-distance' as const, cutoff: 0 }];
  return { ...study, setup: { ...study.setup, metrics }, cells };
}

const tablesOf = (blocks: readonly Block[]): Table[] =>
  blocks.flatMap((block) => {
    if (block.kind === 'details') return tablesOf(block.blocks);
    return block.kind === 'table' ? [block] : [];
  });

const textOf = (blocks: readonly Block[]): string => JSON.stringify(blocks);

const study = simulateStudy({ arms, resamples: 200, queries: 40 });

describe('final scores', () => {
  it('has the scores of every student on a monolingual control, though its queries are in English alone', () => {
    const { blocks } = scoresSection(result(withControl(study)));
    const [main, control] = tablesOf(blocks);
    assert.match(main!.caption, /XQuAD, cross-lingual: queries in the language, English passages \(main track\)$/);
    assert.match(control!.caption, /XQuAD, monolingual: English queries, English passages$/);
    assert.deepEqual(control!.columns.map(({ title }) => title).slice(2), [
      'student of Hindi (hi)',
      'student of Thai (th)',
      'mean',
    ]);
    for (const [row, cells] of control!.rows.entries()) {
      const number = (cell: Table['rows'][number][number]) => Number(typeof cell === 'string' ? cell : cell.text);
      for (const column of [2, 3, 4]) {
        const half = number(main!.rows[row]![column]!) / 2;
        assert.ok(Math.abs(number(cells[column]!) - half) < 2e-3, `${number(cells[column]!)}, expected ${half}`);
      }
    }
  });

  it('tells tracks of one data set apart in the table of all measures', () => {
    const both = withControl(study);
    const setup = { ...both.setup, metrics: [both.setup.metrics[0]!, { kind: 'recall' as const, cutoff: 10 }] };
    const measures = tablesOf(scoresSection(result({ ...both, setup })).blocks).at(-1)!;
    const names = new Set(measures.rows.map((row) => row[1]));
    assert.deepEqual([...names], ['XQuAD, cross-lingual', 'XQuAD, monolingual']);
  });

  it('says of a rank distance that rankings were cut off for, at which depth, and that it is a lower bound', () => {
    const bound = scoresSection(result(withRankDistance(study, { mean: 12, depth: 100 }))).blocks;
    assert.match(textOf(bound), /Values with ≥ are lower bounds: the first 100 results were ranked/);
    assert.ok(
      tablesOf(bound)
        .at(-1)!
        .rows.every((row) => row.at(-1) === '≥ 12.000'),
    );
    const exact = scoresSection(result(withRankDistance(study, { mean: 12 }))).blocks;
    assert.ok(
      tablesOf(exact)
        .at(-1)!
        .rows.every((row) => row.at(-1) === '12.000'),
    );
    assert.match(textOf(exact), /exact where the whole pool was ranked/);
  });
});
