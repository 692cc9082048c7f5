import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import type { Study__Output, StudyArm } from '@optical/contracts/evaluator';
import { parseQrels, parseRun } from '@optical/evaluation';
import type { Run, StudyResult } from '@optical/evaluation';
import { syntheticPairs } from '@optical/datasets';
import { assertRejected } from '@optical/testing/assert-rejected';
import { temporaryFolder } from '@optical/testing/temporary-folder';
import { until } from '@optical/testing/until';
import { readSpans } from '@optical/telemetry/reading';
import type { RecordedSpan } from '@optical/telemetry/reading';
import { finalValues, outcomeOf, runStudy, startStudySystem, tinySpec, withTeacherOf } from './support/study-system.ts';
import type { Evaluator, StudySystem } from './support/study-system.ts';

const folder = temporaryFolder();
let system: StudySystem;
let evaluator: Evaluator;
/** The smoke preset, which every test looks at. */
let study: Study__Output;

before(async () => {
  system = await startStudySystem(folder.path);
  evaluator = await system.start();
  study = await runStudy(() => evaluator, 'smoke', tinySpec());
});

after(async () => {
  await system[Symbol.asyncDispose]();
  folder[Symbol.dispose]();
});

async function filesOf(
  chunks: AsyncIterable<{ chunk: { path: string; data: Buffer } | null }>,
): Promise<Map<string, string>> {
  const files = new Map<string, string>();
  for await (const { chunk } of chunks) files.set(chunk!.path, (files.get(chunk!.path) ?? '') + chunk!.data.toString());
  return files;
}

const runMessage = ({ name, rankings }: Run) => ({
  name,
  rankings: rankings.map(({ queryId, documentIds, scores }) => {
    return { queryId, documentIds: [...documentIds], scores: Array.from(scores) };
  }),
});

describe('the smoke study', () => {
  it('scores every arm, with curves that begin at zero-shot and end at the final state', () => {
    assert.equal(study.state, 'STUDY_STATE_SUCCEEDED', study.statusMessage);
    assert.equal(study.progress!.doneCells, study.cells.length);
    const values = finalValues(study);
    assert.ok(Object.values(values).every((value) => value !== undefined && value >= 0 && value <= 1));
    assert.ok(values['teacher/qaa/default/all/0']! > values['bm25/qaa/default/all/0']!);
    const zeroShot = values['zero-shot/qaa/default/all/0'];
    for (const arm of ['greedy', 'ot-sinkhorn-idf']) {
      const cell = study.cells.find(({ id }) => id === `${arm}/qaa/default/all/0`)!;
      assert.deepEqual(
        cell.curve.slice(0, -1).map(({ step }) => step),
        [0, 4, 12],
      );
      assert.equal(cell.curve[0]!.results[0]!.values[0]!.mean, zeroShot);
      assert.ok(cell.time!.trainingSeconds > 0 && cell.evaluationSeconds > 0);
    }
  });

  it('is there to be had again by its request, and refused for another specification', async () => {
    const again = await evaluator.client.createStudy({ requestId: 'smoke', spec: tinySpec() });
    assert.equal(again.study!.id, study.id);
    await assertRejected(
      () => evaluator.client.createStudy({ requestId: 'smoke', spec: tinySpec({ seeds: [7] }) }),
      'already-exists',
    );
    const { studies } = await evaluator.client.listStudies({});
    assert.deepEqual(
      studies.map(({ id }) => id),
      [study.id],
    );
  });

  it('exports runs that score as reported, and judgments', async () => {
    const files = await filesOf(evaluator.client.exportStudy({ studyId: study.id }));
    const judgments = parseQrels(files.get('qrels/synthetic-known-item/qaa.txt')!);
    assert.equal(new Set(judgments.map(({ queryId }) => queryId)).size, 40);
    const run = parseRun(files.get('runs/synthetic-known-item/greedy/qaa/default/all/0/final.txt')!);
    const reply = await evaluator.client.evaluate({
      run: { run: runMessage(run) },
      judgments: { judgments: { judgments }, language: 'qaa' },
      metrics: [{ kind: 'METRIC_KIND_NDCG', cutoff: 10 }],
    });
    assert.ok(Math.abs(reply.values[0]!.mean - finalValues(study)['greedy/qaa/default/all/0']!) < 1e-12);
  });

  it('reports every figure, the checks and what they depend on', async () => {
    const files = await filesOf(
      evaluator.client.getReport({ studyId: study.id, format: 'REPORT_FORMAT_JSON' }, { deadlineMs: 60_000 }),
    );
    const { study: result } = JSON.parse(files.get('report.json')!) as { study: StudyResult };
    assert.equal(result.state, 'succeeded');
    assert.ok(result.leakChecks.length >= 3 && result.leakChecks.every(({ passed }) => passed));
    assert.equal(result.coverage[0]!.language, 'qaa');
    assert.ok(result.coverage[0]!.lowResource);
    assert.equal(result.queries[0]!.queryIds.length, 40);
    const cell = result.cells.find(({ id }) => id === 'greedy/qaa/default/all/0')!;
    assert.equal(cell.queryScores[0]!.values[0]!.length, 40);
    assert.equal(cell.queryAreas!.length, 40);
    const pairs = result.analysis.comparisons.map(({ first, second }) => `${first} ${second}`);
    assert.ok(pairs.includes('greedy ot-sinkhorn-idf') && pairs.includes('zero-shot greedy'), pairs.join(', '));
  });

  it('registers runs with their lineage and shows scores with the job', async () => {
    const cell = study.cells.find(({ id }) => id === 'greedy/qaa/default/all/0')!;
    const run = cell.curve.at(-1)!.results[0]!.run!;
    const reply = await evaluator.client.evaluate({
      run: { runName: `${run.name}@${run.digest}` },
      judgments: { track: { kind: 'TRACK_KIND_KNOWN_ITEM', dataset: 'synthetic' }, language: 'qaa' },
    });
    assert.equal(reply.run!.digest, run.digest);
    assert.ok(reply.missingQueries > 0);
  });

  it('leads by links from the call that created it to the score of each cell', async () => {
    let cells: RecordedSpan[] = [];
    await until('the spans of all cells are written', async () => {
      const spans = await Array.fromAsync(readSpans(path.join(system.home, 'telemetry')));
      cells = spans.filter(({ name }) => name === 'optical.evaluator.cell');
      return cells.length >= study.cells.length;
    });
    for (const span of cells) {
      assert.ok(span.links.some(({ traceId }) => traceId === study.traceId));
      assert.equal(typeof span.attributes['optical.evaluator.score'], 'number');
    }
  });
});

describe('studies', () => {
  it('are planned without being started', async () => {
    const spec = tinySpec({ seeds: [0, 1], learningRates: [1e-3, 2e-3] });
    const { study: planned } = await evaluator.client.createStudy({ requestId: 'plan', spec, validateOnly: true });
    assert.equal(planned!.id, '');
    assert.equal(planned!.plan!.cells, 2 + 2 * 4);
    assert.equal(planned!.plan!.jobs, 2 * 2 + 2 + 2 + 1);
    assert.ok(planned!.plan!.seconds > planned!.plan!.evaluationSeconds);
    assert.equal(planned!.spec!.metrics.length, 3);
  });

  it('name what they refuse', async () => {
    const create = (spec: Parameters<typeof tinySpec>[0]) =>
      evaluator.client.createStudy({ requestId: 'bad', spec: tinySpec(spec) });
    await assertRejected(() => create({ preset: 'fast' }), 'invalid-argument', 'spec.preset', '"fast"', 'quick');
    await assertRejected(() => create({ languages: ['hi'] }), 'invalid-argument', 'spec.languages[0]', '"hi"');
    await assertRejected(() => create({ seeds: [1, 1] }), 'invalid-argument', 'spec.seeds');
    await assertRejected(() => create({ targets: [2] }), 'invalid-argument', 'spec.targets[0]', '2');
    await assertRejected(
      () => create({ tracks: [{ kind: 'TRACK_KIND_CROSS_LINGUAL', dataset: 'nothing' }] }),
      'not-found',
      'nothing',
    );
    await assertRejected(() => evaluator.client.getStudy({ studyId: 'none' }), 'not-found', 'none');
  });

  it('fail when trainings may use evaluation data', async () => {
    const { student } = study.spec!.studentTemplate!;
    const failed = await runStudy(
      () => evaluator,
      'leak',
      tinySpec({ studentTemplate: { student: { ...student!, allowEvaluationData: true } } }),
    );
    assert.equal(failed.state, 'STUDY_STATE_FAILED');
    assert.match(failed.statusMessage, /leak check.*allow_evaluation_data/);
  });

  it('compare with supplied translations and with labels in the language', async () => {
    const write = (kind: string, lines: readonly (readonly string[])[]): void => {
      mkdirSync(path.join(system.data, kind), { recursive: true });
      writeFileSync(path.join(system.data, kind, 'own.qaa.tsv'), lines.map((line) => `${line.join('\t')}\n`).join(''));
    };
    write(
      'translations',
      syntheticPairs('qaa', 'evaluation').map(({ id, english }) => [id, english]),
    );
    write(
      'triples',
      syntheticPairs('qaa', 'training').map(({ foreign, english }) => [foreign, english]),
    );
    const data = [{ language: 'qaa', dataset: 'own' }];
    const arms: StudyArm[] = [
      { name: 'teacher', reference: { method: 'REFERENCE_METHOD_TEACHER' } },
      { name: 'translated', reference: { method: 'REFERENCE_METHOD_TRANSLATE_QUERY', data } },
      { name: 'labels', reference: { method: 'REFERENCE_METHOD_TRIPLES', data } },
    ];
    const compared = await runStudy(() => evaluator, 'references', withTeacherOf(study, { arms }));
    assert.equal(compared.state, 'STUDY_STATE_SUCCEEDED', compared.statusMessage);
    const values = finalValues(compared);
    // The translations are the originals that the teacher searches with.
    assert.equal(values['translated/qaa/default/all/0'], values['teacher/qaa/default/all/0']);
    const labels = compared.cells.find(({ arm }) => arm === 'labels')!;
    assert.ok(labels.jobId !== '' && values[labels.id]! > 0);
    assert.equal(labels.curve.at(-1)!.step, 12);
    const lacking = [{ language: 'qaa', dataset: '../own' }];
    await assertRejected(
      () =>
        evaluator.client.createStudy({
          requestId: 'path',
          spec: withTeacherOf(study, {
            arms: [{ name: 'translated', reference: { method: 'REFERENCE_METHOD_TRANSLATE_QUERY', data: lacking } }],
          }),
        }),
      'invalid-argument',
      'spec.arms[0].reference.data[0].dataset',
    );
  });

  it('go on without a cell that fails', async () => {
    const arms: StudyArm[] = [
      { name: 'zero-shot', reference: { method: 'REFERENCE_METHOD_ZERO_SHOT' } },
      { name: 'bad', distillation: { objectives: [{ objective: 'OBJECTIVE_GREEDY', weight: -1 }] } },
    ];
    const failed = await runStudy(() => evaluator, 'bad-arm', withTeacherOf(study, { arms }));
    assert.equal(failed.state, 'STUDY_STATE_FAILED');
    assert.match(failed.statusMessage, /1 of 2 cells failed.*weight/);
    assert.equal(failed.progress!.failedCells, 1);
    assert.equal(failed.progress!.doneCells, 1);
  });

  it('that are cancelled keep what they have and end their jobs', async () => {
    const spec = withTeacherOf(study);
    spec.studentTemplate!.schedule = { steps: 100_000 };
    let isAsked = false;
    const cancelled = await runStudy(
      () => evaluator,
      'cancel',
      spec,
      ({ cell }, studyId) => {
        if (isAsked || !cell?.jobId || cell.arm !== 'greedy') return;
        isAsked = true;
        void evaluator.client.cancelStudy({ studyId, reason: 'seen enough' });
      },
    );
    assert.equal(cancelled.state, 'STUDY_STATE_CANCELLED');
    assert.equal(cancelled.statusMessage, 'seen enough');
    assert.equal(cancelled.cells.find(({ arm }) => arm === 'zero-shot')!.state, 'CELL_STATE_DONE');
    assert.equal(cancelled.cells.find(({ arm }) => arm === 'ot-sinkhorn-idf')!.state, 'CELL_STATE_SKIPPED');
  });
});

describe('a killed evaluator', () => {
  it('goes on and comes to the same numbers', async () => {
    const { port } = new URL(`http://${evaluator.address}`);
    let kills = 0;
    let present = evaluator;
    let restarting: Promise<void> | undefined;
    const killed = await runStudy(
      () => present,
      'smoke-again',
      withTeacherOf(study),
      ({ cell }) => {
        const isMiddle = cell?.state === 'CELL_STATE_EVALUATING' || cell?.state === 'CELL_STATE_TRAINING';
        if (!isMiddle || kills >= 3 || restarting) return;
        kills += 1;
        restarting = (async () => {
          await present.kill();
          present = await system.start({ OPTICAL_GRPC_PORT: port });
          restarting = undefined;
        })();
      },
    );
    await restarting;
    evaluator = present;
    assert.ok(kills > 0);
    assert.deepEqual(outcomeOf(killed), outcomeOf(study));
  });
});
