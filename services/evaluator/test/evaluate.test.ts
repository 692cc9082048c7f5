import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import type { Run } from '@optical/contracts/evaluator';
import { assertRejected } from '@optical/testing/assert-rejected';
import { startService } from '@optical/testing/service-process';
import type { ServiceProcess } from '@optical/testing/service-process';
import { temporaryFolder } from '@optical/testing/temporary-folder';

const folder = temporaryFolder();
let evaluator: ServiceProcess<'evaluator'>;

before(async () => {
  const data = path.join(folder.path, 'data');
  const collection = path.join(data, 'collections/mine');
  mkdirSync(collection, { recursive: true });
  const lines = (...texts: object[]) => texts.map((text) => `${JSON.stringify(text)}\n`).join('');
  writeFileSync(path.join(collection, 'passages.jsonl'), lines({ id: 'a', text: 'A' }, { id: 'b', text: 'B' }));
  writeFileSync(path.join(collection, 'queries.sw.tsv'), 'q1\tmoja\nq2\tmbili\n');
  writeFileSync(path.join(collection, 'qrels.txt'), 'q1 0 a 1\nq2 0 b 2\nq3 0 a 1\n');
  evaluator = await startService('evaluator', path.join(folder.path, 'home'), { OPTICAL_EVALUATOR_DATA: data });
});

after(async () => {
  await evaluator[Symbol.asyncDispose]();
  folder[Symbol.dispose]();
});

const run = (name: string, first: readonly string[], second: readonly string[]): Run => ({
  name,
  rankings: [
    { queryId: 'q1', documentIds: [...first], scores: first.map((_, place) => -place) },
    { queryId: 'q2', documentIds: [...second], scores: second.map((_, place) => -place) },
  ],
});
const track = { kind: 'TRACK_KIND_CROSS_LINGUAL', dataset: 'mine' } as const;
const ndcg = [{ kind: 'METRIC_KIND_NDCG', cutoff: 10 }] as const;

describe('evaluating', () => {
  it("scores a sent run on a user's collection, query by query", async () => {
    const reply = await evaluator.client.evaluate({
      run: { run: run('mine', ['a', 'b'], ['a', 'b']) },
      judgments: { track, language: 'sw' },
      metrics: [...ndcg, { kind: 'METRIC_KIND_SUCCESS', cutoff: 1 }],
      includeQueries: true,
    });
    const second = 1 / Math.log2(3);
    assert.deepEqual(
      reply.queries.map(({ queryId, values }) => [queryId, ...values]),
      [
        ['q1', 1, 1],
        ['q2', second, 0],
      ],
    );
    assert.equal(reply.values[0]!.mean, (1 + second) / 2);
    assert.deepEqual([reply.judgedQueries, reply.missingQueries, reply.run], [2, 0, null]);
    assert.ok(reply.values[0]!.interval!.lower >= second - 1e-12 && reply.values[0]!.interval!.upper <= 1);
  });

  it('counts judged queries without a ranking as 0, and takes its own measures when none are asked for', async () => {
    const judgments = [
      { queryId: 'q1', documentId: 'a', relevance: 1 },
      { queryId: 'q9', documentId: 'a', relevance: 1 },
    ];
    const reply = await evaluator.client.evaluate({
      run: { run: run('mine', ['a'], ['b']) },
      judgments: { judgments: { judgments }, language: 'und' },
    });
    assert.equal(reply.values.length, 6);
    assert.deepEqual([reply.values[0]!.mean, reply.missingQueries], [0.5, 1]);
  });

  it('names what it refuses', async () => {
    const judged = { track, language: 'sw' };
    const evaluate = (request: Parameters<typeof evaluator.client.evaluate>[0]) => evaluator.client.evaluate(request);
    const sent = { run: run('mine', ['a'], ['b']) };
    await assertRejected(() => evaluate({ judgments: judged }), 'invalid-argument', 'run');
    await assertRejected(() => evaluate({ run: sent }), 'invalid-argument', 'judgments.language');
    await assertRejected(
      () => evaluate({ run: sent, judgments: { track, language: 'hi' } }),
      'invalid-argument',
      'no queries in "hi"',
      'sw',
    );
    await assertRejected(
      () => evaluate({ run: sent, judgments: { track: { ...track, dataset: 'none' }, language: 'sw' } }),
      'not-found',
      'none',
    );
    await assertRejected(
      () => evaluate({ run: { run: run('a b', ['a'], ['b']) }, judgments: judged }),
      'invalid-argument',
      'run.run.name',
    );
    await assertRejected(() => evaluate({ run: { runName: 'run/none' }, judgments: judged }), 'not-found', 'run/none');
    await assertRejected(
      () => evaluate({ run: sent, judgments: judged, metrics: [{ kind: 'METRIC_KIND_NDCG', cutoff: 5_000 }] }),
      'invalid-argument',
      '5000',
      '1000',
    );
  });
});

describe('comparing', () => {
  it('gives the difference of two runs with tests, interval and wins', async () => {
    const reply = await evaluator.client.compare({
      runs: [{ run: run('worse', ['b', 'a'], ['a', 'b']) }, { run: run('better', ['a', 'b'], ['b', 'a']) }],
      judgments: { track, language: 'sw' },
      resampling: { resamples: 1_000 },
    });
    const second = 1 / Math.log2(3);
    const [pair] = reply.comparisons;
    assert.deepEqual(
      reply.values.map(({ mean }) => mean),
      [second, 1],
    );
    assert.ok(Math.abs(pair!.difference - (1 - second)) < 1e-12);
    assert.deepEqual([pair!.first, pair!.second, pair!.wins, pair!.losses], [0, 1, 2, 0]);
    // Of the four ways to flip two equal differences, two are as far from zero.
    assert.ok(Math.abs(pair!.randomizationPValue - 0.5) < 0.06);
    assert.equal(pair!.correctedPValue, pair!.randomizationPValue);
    assert.equal(pair!.tPValue, undefined);
  });

  it('corrects over all pairs, or over those with a baseline', async () => {
    const runs = [['a', 'b'] as const, ['b', 'a'] as const, ['b'] as const].map((first, place) => ({
      run: run(`r${place}`, first, ['b', 'a']),
    }));
    const request = { runs, judgments: { track, language: 'sw' }, resampling: { resamples: 1_000 } };
    const all = await evaluator.client.compare(request);
    const based = await evaluator.client.compare({ ...request, baseline: 2 });
    const pairs = (reply: typeof all) => reply.comparisons.map(({ first, second }) => [first, second]);
    assert.deepEqual(pairs(all), [
      [0, 1],
      [0, 2],
      [1, 2],
    ]);
    assert.deepEqual(pairs(based), [
      [2, 0],
      [2, 1],
    ]);
    for (const { randomizationPValue, correctedPValue } of all.comparisons)
      assert.ok(correctedPValue >= randomizationPValue);
    await assertRejected(() => evaluator.client.compare({ ...request, baseline: 3 }), 'invalid-argument', 'baseline');
    await assertRejected(
      () => evaluator.client.compare({ ...request, runs: runs.slice(0, 1) }),
      'invalid-argument',
      'runs',
    );
  });
});
