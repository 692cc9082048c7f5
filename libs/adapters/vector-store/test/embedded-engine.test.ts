import assert from 'node:assert/strict';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, it } from 'node:test';
import { assertRejected } from '@optical/testing/assert-rejected';
import { temporaryFolder } from '@optical/testing/temporary-folder';
import { until } from '@optical/testing/until';
import { EmbeddedEngine } from '../src/index.ts';
import type { CodecSpec, EmbeddedEngineOptions, Filter, Query } from '../src/index.ts';
import { options, passage, spec, vectors } from './support/passages.ts';

const limits = { deadline: Number.MAX_SAFE_INTEGER, signal: new AbortController().signal };
const query = (more: Partial<Query> = {}): Query => ({
  vectors: vectors(3, 7),
  k: 10,
  candidateBudget: 100,
  filter: undefined,
  exact: false,
  groupByDocument: false,
  omitContent: true,
  ...more,
});

async function withEngine(
  more: Partial<EmbeddedEngineOptions>,
  work: (engine: EmbeddedEngine, folder: string) => Promise<void>,
): Promise<void> {
  using folder = temporaryFolder();
  await run(folder.path, more, work);
}

async function run(
  folder: string,
  more: Partial<EmbeddedEngineOptions>,
  work: (engine: EmbeddedEngine, folder: string) => Promise<void>,
): Promise<void> {
  const engine = new EmbeddedEngine(options(folder, more));
  try {
    await work(engine, folder);
  } finally {
    await engine.close();
  }
}

const many = (count: number, first = 0) => Array.from({ length: count }, (_, i) => passage(`p${first + i}`, first + i));

async function hitsOf(engine: EmbeddedEngine, more: Partial<Query> = {}) {
  const { hits } = await engine.search('a', query(more), limits);
  return hits.map(({ id, score }) => [id, score]);
}

describe('the embedded engine', () => {
  it('filters by typed fields, languages and documents before candidates', () =>
    withEngine({ exactTokens: 100 }, async (engine) => {
      await engine.create(spec('a'), 'a');
      const at = (seconds: number) => ({ seconds, nanos: 5 });
      const given = many(120).map((own, i) => ({
        ...own,
        documentId: `d${i % 10}`,
        language: ['en', 'pt', 'pt-BR', 'zh'][i % 4]!,
        metadata: {
          ...(i % 2 === 0 && { year: i - 50 }),
          tags: [`t${i % 3}`, `t${i % 5}`],
          seen: at(i * 1000 - 60_000),
          open: i % 7 === 0,
          source: `s${i % 6}`,
        },
      }));
      await engine.upsert('a', given);
      await engine.settled('a');
      const idsWhere = (holds: (i: number) => boolean) =>
        given
          .filter((_, i) => holds(i))
          .map(({ id }) => id)
          .sort();
      const cases: [Filter, (i: number) => boolean][] = [
        [{ field: 'year', operator: 'less', value: -10 }, (i) => i % 2 === 0 && i - 50 < -10],
        [{ field: 'year', operator: 'not-equal', value: 0 }, (i) => i % 2 === 0 && i !== 50],
        [{ not: { field: 'year', operator: 'greater-or-equal', value: 0 } }, (i) => i % 2 !== 0 || i < 50],
        [{ presentField: 'year' }, (i) => i % 2 === 0],
        [{ field: 'tags', operator: 'equal', value: 't4' }, (i) => i % 5 === 4],
        [{ field: 'tags', values: ['t4', 't2'] }, (i) => i % 5 === 4 || i % 3 === 2 || i % 5 === 2],
        [{ field: 'seen', operator: 'less', value: at(0) }, (i) => i < 60],
        [{ field: 'open', operator: 'equal', value: true }, (i) => i % 7 === 0],
        [{ field: 'source', values: ['s1', 's2'] }, (i) => i % 6 === 1 || i % 6 === 2],
        [{ languages: ['pt'] }, (i) => i % 4 === 1 || i % 4 === 2],
        [{ languages: ['PT-br'] }, (i) => i % 4 === 2],
        [{ documentIds: ['d3', 'd4'] }, (i) => i % 10 === 3 || i % 10 === 4],
        [{ allOf: [] }, () => true],
        [{ anyOf: [] }, () => false],
        [
          { anyOf: [{ languages: ['zh'] }, { allOf: [{ documentIds: ['d2'] }, { presentField: 'year' }] }] },
          (i) => i % 4 === 3 || i % 10 === 2,
        ],
      ];
      for (const [filter, holds] of cases) {
        const { hits, counts } = await engine.search('a', query({ filter, k: 200, candidateBudget: 200 }), limits);
        assert.deepEqual(hits.map(({ id }) => id).sort(), idsWhere(holds), JSON.stringify(filter));
        assert.equal(counts.eligible, idsWhere(holds).length);
      }
    }));

  it('refuses filters that do not fit the fields', () =>
    withEngine({}, async (engine) => {
      await engine.create(spec('a'), 'a');
      const refused = (filter: Filter, ...parts: string[]) =>
        assertRejected(() => engine.search('a', query({ filter }), limits), 'invalid-argument', ...parts);
      await refused({ presentField: 'month' }, 'month', 'year, tags');
      await refused({ presentField: 'note' }, 'note', 'filterable');
      await refused({ field: 'year', operator: 'equal', value: '1999' }, 'number', 'string');
      await refused({ field: 'source', operator: 'less', value: 'x' }, 'less', 'source');
      await refused({ languages: ['no language'] }, 'BCP 47');
      let deep: Filter = { presentField: 'year' };
      for (let level = 0; level < 8; level++) deep = { not: deep };
      await refused(deep, '8 levels');
      await refused({ anyOf: Array.from({ length: 100 }, () => ({ presentField: 'year' })) }, '100 conditions');
    }));

  for (const precision of [2, 4, 'f16'] as const satisfies CodecSpec['precision'][]) {
    it(`scores by vectors whatever the precision of codes: ${precision}`, () =>
      withEngine({ exactTokens: 200 }, async (engine) => {
        await engine.create(spec('a', { codec: { precision, centroids: 16, seed: 3 } }), 'a');
        await engine.upsert('a', many(60));
        const before = await hitsOf(engine);
        await engine.upsert('a', many(200, 60));
        await engine.settled('a');
        const { centroids, tokens, vectorBytes } = await engine.statistics('a');
        assert.equal(centroids, 16);
        const perToken = { 2: 2 + 2 + 4, 4: 2 + 2 + 8, f16: 2 + 2 + 4 + 32 }[precision];
        assert.ok(vectorBytes >= tokens * perToken && vectorBytes < tokens * perToken + 10_000);
        const found = new Map((await hitsOf(engine, { k: 260, exact: true })) as [string, number][]);
        for (const [id, score] of before) assert.equal(found.get(id as string), score, `${String(id)} keeps its score`);
      }));
  }

  it('returns each document once, by its best passage', () =>
    withEngine({ exactTokens: 100 }, async (engine) => {
      await engine.create(spec('a'), 'a');
      await engine.upsert(
        'a',
        many(150).map((own, i) => ({ ...own, documentId: `d${i % 12}` })),
      );
      await engine.settled('a');
      const all = await engine.search('a', query({ k: 150, exact: true }), limits);
      const first = new Map<string, string>();
      for (const { id, documentId } of all.hits) if (!first.has(documentId)) first.set(documentId, id);
      const grouped = await engine.search('a', query({ k: 5, exact: true, groupByDocument: true }), limits);
      assert.deepEqual(
        grouped.hits.map(({ id }) => id),
        [...first.values()].slice(0, 5),
      );
    }));

  it('opens what was written before, with its index, and builds a damaged one again', async () => {
    using folder = temporaryFolder();
    const small = { exactTokens: 100 };
    let expected: unknown;
    await run(folder.path, small, async (engine) => {
      await engine.create(spec('a'), 'a');
      await engine.upsert('a', many(150));
      await engine.settled('a');
      await engine.upsert('a', many(20, 150));
      await engine.delete('a', { ids: ['p3'], documentIds: [], filter: undefined });
      await engine.settled('a');
      expected = await hitsOf(engine, { exact: true });
    });
    await run(folder.path, small, async (engine) => {
      assert.deepEqual(await hitsOf(engine, { exact: true }), expected);
    });
    const collection = path.join(folder.path, 'collections', readdirSync(path.join(folder.path, 'collections'))[0]!);
    const segment = path.join(
      collection,
      readdirSync(collection).find((file) => file.startsWith('segment-'))!,
    );
    const bytes = readFileSync(segment);
    bytes[bytes.length - 10]! ^= 1;
    writeFileSync(segment, bytes);
    const damages: string[] = [];
    const observer = { onDamage: (_: string, error: unknown) => damages.push((error as Error).message) };
    await run(folder.path, { ...small, observer }, async (engine) => {
      assert.deepEqual(await hitsOf(engine, { exact: true }), expected);
      await engine.settled('a');
      assert.deepEqual(await hitsOf(engine, { exact: true }), expected);
      assert.ok((await engine.statistics('a')).centroids > 0);
    });
    assert.equal(damages.length, 1);
    assert.ok(damages[0]!.includes(segment) && damages[0]!.includes('residuals'));
  });

  it('belongs to one process at a time', () =>
    withEngine({}, async (engine, folder) => {
      await engine.create(spec('a'), 'a');
      assert.throws(() => new EmbeddedEngine(options(folder)), { kind: 'failed-precondition' });
    }));

  it('refuses what its memory cannot hold, and keeps what it has', () =>
    withEngine({ memoryLimitBytes: 20_000 }, async (engine) => {
      await engine.create(spec('a'), 'a');
      await engine.upsert('a', many(50));
      await assertRejected(() => engine.upsert('a', many(500, 50)), 'exhausted', '20000 bytes');
      const { passages } = await engine.statistics('a');
      assert.equal(passages, 50);
      const { counts, version } = await engine.search('a', query(), limits);
      assert.deepEqual([counts.eligible, version], [50, 1]);
    }));

  it('lets collections that nobody uses leave the memory for others, and reads them again when they are used', () => {
    const left: string[] = [];
    return withEngine(
      { memoryLimitBytes: 20_000, observer: { onEvict: (name) => left.push(name) } },
      async (engine) => {
        for (const name of ['a', 'b', 'c']) {
          await engine.create(spec(name), name);
          await engine.upsert(name, many(110));
        }
        for (const name of ['a', 'b', 'c', 'a']) {
          const { counts } = await engine.search(name, query(), limits);
          assert.equal(counts.eligible, 110);
          assert.ok(engine.memoryBytes <= 20_000);
        }
        assert.deepEqual(left.slice(0, 3), ['a', 'b', 'c']);
        const results = await Promise.allSettled(['a', 'b', 'c'].map((name) => engine.search(name, query(), limits)));
        assert.ok(results.some(({ status }) => status === 'fulfilled'));
      },
    );
  });

  it('cuts scoring at its deadline and says so, and drops what nobody waits for', () =>
    withEngine({}, async (engine) => {
      await engine.create(spec('a'), 'a');
      for (let batch = 0; batch < 5; batch++) await engine.upsert('a', many(1000, batch * 1000));
      await engine.search('a', query(), limits);
      const aborted = AbortSignal.abort();
      await assertRejected(() => engine.search('a', query(), { ...limits, signal: aborted }), 'cancelled');
      const late = { ...limits, deadline: Date.now() - 1 };
      await assertRejected(() => engine.search('a', query(), late), 'deadline-exceeded');
    }));

  it('refuses searches beyond its queue and says when to come again', () =>
    withEngine({ searchThreads: 1, queue: 2 }, async (engine) => {
      await engine.create(spec('a'), 'a');
      await engine.upsert('a', many(1000));
      await engine.search('a', query(), limits);
      const results = await Promise.allSettled(Array.from({ length: 20 }, () => engine.search('a', query(), limits)));
      const refused = results.filter((result) => result.status === 'rejected');
      assert.ok(refused.length > 0 && refused.length < 20);
      for (const { reason } of refused) {
        assert.equal((reason as { kind: string }).kind, 'exhausted');
        assert.ok((reason as { details: { retryAfterMs: number } }).details.retryAfterMs > 0);
      }
    }));

  it('estimates recall from searches that it repeats exactly', () =>
    withEngine({ exactTokens: 100, probes: 1, recallSampleRatio: 1 }, async (engine) => {
      await engine.create(spec('a'), 'a');
      await engine.upsert('a', many(300));
      await engine.settled('a');
      for (let seed = 0; seed < 30; seed++) {
        await engine.search('a', query({ vectors: vectors(3, seed), candidateBudget: 10 }), limits);
      }
      await until('a search is repeated', async () => (await engine.recall('a')).length > 0);
      const [estimate] = await engine.recall('a');
      assert.ok(estimate!.queries > 0 && estimate!.recall > 0 && estimate!.recall < 1, JSON.stringify(estimate));
      assert.deepEqual([estimate!.k, estimate!.candidateBudget], [10, 10]);
    }));
});
