import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { assertRejected } from '@optical/testing/assert-rejected';
import { until } from '@optical/testing/until';
import type { CodecSpec, Filter, Matrix } from '../src/index.ts';
import { hitsOf, limits, many, query, withEngine } from './support/engine.ts';
import { matrix, passage, spec, vectors } from './support/passages.ts';

/** Vectors that differ from given ones by less than codes of 2 bits can tell. */
function near({ rows, data }: Matrix, seed: number): Matrix {
  const given = new Float32Array(new Uint8Array(data).buffer);
  const noise = new Float32Array(new Uint8Array(vectors(rows, 5000 + seed).data).buffer);
  return matrix(given.map((value, i) => value + 0.05 * noise[i]!));
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

  it('finds as many documents as there are, however many passages the best of them have', () =>
    withEngine({ exactTokens: 100, probes: 2 }, async (engine) => {
      await engine.create(spec('a'), 'a');
      // The 200 best passages for the query are of one document.
      const near = many(200).map((own) => ({ ...own, documentId: 'long', vectors: query().vectors }));
      const far = many(100, 200).map((own, i) => ({ ...own, documentId: `d${i % 12}` }));
      await engine.upsert('a', [...near, ...far]);
      await engine.settled('a');
      const grouped = { k: 10, candidateBudget: 20, groupByDocument: true };
      const { hits } = await engine.search('a', query(grouped), limits);
      assert.equal(new Set(hits.map(({ documentId }) => documentId)).size, 10);
      assert.equal(hits[0]!.documentId, 'long');
      const exact = await engine.search('a', query({ ...grouped, exact: true }), limits);
      assert.deepEqual(
        hits.map(({ documentId }) => documentId),
        exact.hits.map(({ documentId }) => documentId),
      );
      const all = await engine.search('a', query({ ...grouped, k: 20 }), limits);
      assert.equal(all.hits.length, 13);
      const few = { documentIds: ['long', 'd3'] };
      assert.equal((await engine.search('a', query({ ...grouped, filter: few }), limits)).hits.length, 2);
    }));

  it('returns documents by the passages that their vectors call the best, however codes mistake them', () =>
    withEngine({ exactTokens: 100, probes: 16 }, async (engine) => {
      await engine.create(spec('a', { codec: { precision: 2, centroids: 16, seed: 3 } }), 'a');
      const [documents, passages] = [50, 12];
      const alike = Array.from({ length: documents * passages }, (_, i) => {
        const document = i % documents;
        return passage(`p${i}`, i, { documentId: `d${document}`, vectors: near(vectors(4, document), i) });
      });
      await engine.upsert('a', alike);
      await engine.settled('a');
      const grouped = { k: 5, candidateBudget: alike.length, groupByDocument: true };
      for (let seed = 1000; seed < 1020; seed++) {
        const more = { ...grouped, vectors: vectors(3, seed) };
        assert.deepEqual(await hitsOf(engine, more), await hitsOf(engine, { ...more, exact: true }), `query ${seed}`);
      }
    }));

  it('reads passages and hits as long as there is room for them', () =>
    withEngine({}, async (engine) => {
      await engine.create(spec('a'), 'a');
      const long = many(20).map((own) => ({ ...own, text: 'x'.repeat(1000), vectors: vectors(10, 1) }));
      await engine.upsert('a', long);
      const ids = long.map(({ id }) => id);
      const get = (withVectors: boolean, bytes: number, elementBytes = 4) =>
        engine.get('a', ids, withVectors, { bytes, elementBytes });
      assert.equal((await get(false, 21_000)).passages.length, 20);
      await assertRejected(
        () => get(false, 10_000),
        'exhausted',
        'first 10 of 20 passages',
        '10000 bytes',
        'fewer ids',
      );
      // 10 tokens of 16 dims.
      await assertRejected(() => get(true, 21_000), 'exhausted', 'first 13 of 20', 'leave out vectors');
      assert.equal((await get(true, 21_000 + 20 * 160, 1)).passages.length, 20);
      const found = { k: 20, omitContent: false, maximumBytes: 10_000 };
      const refused = () => engine.search('a', query(found), limits);
      await assertRejected(refused, 'exhausted', 'first 10 of 20 hits', '10000 bytes', 'omit');
      assert.equal((await engine.search('a', query({ ...found, omitContent: true }), limits)).hits.length, 20);
      assert.equal((await engine.search('a', query({ ...found, k: 9 }), limits)).hits.length, 9);
    }));

  it('cuts scoring at its deadline and says so, and drops what nobody waits for', () =>
    withEngine({}, async (engine) => {
      await engine.create(spec('a'), 'a');
      for (let batch = 0; batch < 5; batch++) await engine.upsert('a', many(1000, batch * 1000));
      await engine.search('a', query(), limits);
      const aborted = AbortSignal.abort();
      await assertRejected(() => engine.search('a', query(), { ...limits, signal: aborted }), 'cancelled');
      const late = { ...limits, deadline: Date.now() - 1 };
      await assertRejected(() => engine.search('a', query(), late), 'deadline-exceeded');
      const whole = await engine.search('a', query({ exact: true }), limits);
      assert.deepEqual([whole.partial, whole.counts.reranked], [false, 5000]);
      // How fast this machine scores is not known: some time between too little and enough cuts it.
      let cut = whole;
      for (let ms = 1; ms < 1000 && !cut.partial; ms++) {
        const limit = { ...limits, deadline: Date.now() + ms };
        cut = await engine.search('a', query({ exact: true }), limit).catch(() => whole);
      }
      assert.equal(cut.partial, true);
      assert.equal(cut.hits.length, 10);
      assert.equal(cut.counts.candidates, 5000);
      assert.ok(cut.counts.reranked > 0 && cut.counts.reranked < 5000, `${cut.counts.reranked} were scored`);
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

  it('gives up the exact repetition of a search when another one waits for its thread', () =>
    withEngine({ exactTokens: 100, searchThreads: 1, recallSampleRatio: 1 }, async (engine) => {
      await engine.create(spec('a'), 'a');
      for (let batch = 0; batch < 5; batch++) await engine.upsert('a', many(1000, batch * 1000));
      await engine.settled('a');
      const searches = 20;
      for (let seed = 0; seed < searches; seed++)
        await engine.search('a', query({ vectors: vectors(3, seed) }), limits);
      await until('the last search is repeated', async () => (await engine.recall('a')).length > 0);
      const [estimate] = await engine.recall('a');
      assert.ok(estimate!.queries < searches / 2, `${estimate!.queries} of ${searches} were repeated to the end`);
    }));
});
