import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { assertRejected } from '@optical/testing/assert-rejected';
import { evaluateRun } from './evaluate-run.ts';
import { metricKinds, metricName } from './metric.ts';
import type { MetricKind } from './metric.ts';
import type { Judgment, Run } from './run.ts';

interface Fixture {
  readonly runs: Record<string, Record<string, number>>;
  readonly qrels: Record<string, Record<string, number>>;
  readonly metrics: { kind: MetricKind; cutoff: number; values: Record<string, number> }[];
}

function runOf(rankings: Record<string, Record<string, number>>): Run {
  return {
    name: 'test',
    rankings: Object.entries(rankings).map(([queryId, scores]) => {
      return { queryId, documentIds: Object.keys(scores), scores: Object.values(scores) };
    }),
  };
}

function judgmentsOf(qrels: Record<string, Record<string, number>>): Judgment[] {
  return Object.entries(qrels).flatMap(([queryId, grades]) =>
    Object.entries(grades).map(([documentId, relevance]) => ({ queryId, documentId, relevance })),
  );
}

const documents = fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f', 'g', 'h');
const scores = fc.dictionary(documents, fc.nat(2));
const grades = fc.dictionary(documents, fc.integer({ min: -1, max: 3 }), { minKeys: 1 });
const metrics = metricKinds.flatMap((kind) => [0, 1, 2, 20].map((cutoff) => ({ kind, cutoff })));

describe('evaluating a run', () => {
  it('gives the values of pytrec_eval on rankings full of ties', () => {
    const fixture = JSON.parse(
      readFileSync(new URL('../../fixtures/metrics.json', import.meta.url), 'utf8'),
    ) as Fixture;
    const evaluation = evaluateRun(runOf(fixture.runs), judgmentsOf(fixture.qrels), fixture.metrics);
    assert.equal(evaluation.queries.length, Object.keys(fixture.qrels).length);
    for (const [index, metric] of fixture.metrics.entries()) {
      for (const { queryId, values } of evaluation.queries) {
        const [value, expected] = [values[index]!, metric.values[queryId]!];
        assert.ok(
          Math.abs(value - expected) < 1e-6,
          `${metricName(metric)} of ${queryId}: ${value}, expected ${expected}`,
        );
      }
    }
  });

  it('counts judged queries without a ranking as 0 and leaves out rankings without judgments', () => {
    const run = runOf({ found: { a: 1 }, unjudged: { a: 1 }, empty: {} });
    const judgments = judgmentsOf({ found: { a: 1 }, missing: { a: 1 }, empty: { a: 1 } });
    const evaluation = evaluateRun(run, judgments, [{ kind: 'ndcg', cutoff: 10 }]);
    assert.deepEqual(
      evaluation.queries.map(({ values }) => values[0]),
      [1, 0, 0],
    );
    assert.deepEqual(evaluation.means, [1 / 3]);
    assert.equal(evaluation.missingQueries, 1);
  });

  it('is 0 for a query all of whose grades are negative', () => {
    const evaluation = evaluateRun(runOf({ q: { a: 1 } }), judgmentsOf({ q: { a: -1 } }), metrics);
    assert.ok(evaluation.means.every((mean) => mean === 0));
  });

  it('stays within 0 and 1 and does not depend on the order of results', () => {
    fc.assert(
      fc.property(scores, grades, (ranking, judged) => {
        const judgments = judgmentsOf({ q: judged });
        const { means } = evaluateRun(runOf({ q: ranking }), judgments, metrics);
        const reversed = Object.fromEntries(Object.entries(ranking).reverse());
        assert.ok(means.every((mean) => mean >= 0 && mean <= 1 + 1e-12));
        assert.deepEqual(evaluateRun(runOf({ q: reversed }), judgments, metrics).means, means);
      }),
    );
  });

  it('gives the ideal ranking an nDCG of 1 and recall and success that grow with the cutoff', () => {
    fc.assert(
      fc.property(scores, grades, (ranking, judged) => {
        const judgments = judgmentsOf({ q: judged });
        const relevant = Object.values(judged).some((grade) => grade > 0);
        const ideal = evaluateRun(runOf({ q: judged }), judgments, [{ kind: 'ndcg', cutoff: 3 }]);
        assert.ok(Math.abs(ideal.means[0]! - (relevant ? 1 : 0)) < 1e-12);
        for (const kind of ['recall', 'success'] as const) {
          const growing = [1, 2, 3, 4, 0].map((cutoff) => ({ kind, cutoff }));
          const { means } = evaluateRun(runOf({ q: ranking }), judgments, growing);
          assert.ok(means.every((mean, index) => index === 0 || mean >= means[index - 1]!));
        }
      }),
    );
  });

  it('names what it refuses', async () => {
    const judged = judgmentsOf({ q: { a: 1 } });
    const ranking = { queryId: 'q', documentIds: ['a', 'b'], scores: [2, 1] };
    const evaluate = (rankings: Run['rankings'], judgments = judged, cutoff = 10) =>
      evaluateRun({ name: 'test', rankings }, judgments, [{ kind: 'ndcg', cutoff }]);
    await assertRejected(() => evaluate([ranking, ranking]), 'invalid-argument', 'query "q" appears twice');
    await assertRejected(() => evaluate([{ ...ranking, scores: [1] }]), 'invalid-argument', '1 scores for 2 documents');
    await assertRejected(() => evaluate([{ ...ranking, scores: [1, NaN] }]), 'invalid-argument', 'scores[1]', 'NaN');
    await assertRejected(
      () => evaluate([{ ...ranking, documentIds: ['a', 'a'] }]),
      'invalid-argument',
      'document_ids[1]',
      '"a" appears twice',
    );
    await assertRejected(() => evaluate([], [...judged, ...judged]), 'invalid-argument', 'judgments[1]', '"a"');
    await assertRejected(() => evaluate([], [{ ...judged[0]!, relevance: 0.5 }]), 'invalid-argument', '0.5');
    await assertRejected(() => evaluate([ranking], judged, -1), 'invalid-argument', 'cutoff', '-1');
  });
});
