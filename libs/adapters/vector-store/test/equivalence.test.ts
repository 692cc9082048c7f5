import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import fc from 'fast-check';
import { temporaryFolder } from '@optical/testing/temporary-folder';
import { EmbeddedEngine } from '../src/index.ts';
import type { NewPassage, Query, SearchResult } from '../src/index.ts';
import { options, passage, spec, vectors } from './support/passages.ts';
import { ReferenceCollection } from './support/reference.ts';

const folder = temporaryFolder();
let engine: EmbeddedEngine;
before(() => {
  // So few tokens are scored exactly that indexes are built, extended and merged while the sequences run.
  engine = new EmbeddedEngine(options(folder.path, { exactTokens: 60, probes: 4 }));
});
after(async () => {
  await engine.close();
  folder[Symbol.dispose]();
});

const limits = { deadline: Number.MAX_SAFE_INTEGER, signal: new AbortController().signal };
const query = (seed: number, more: Partial<Query> = {}): Query => ({
  vectors: vectors(3, seed),
  k: 10,
  candidateBudget: 100,
  filter: undefined,
  exact: true,
  groupByDocument: false,
  omitContent: false,
  ...more,
});

type Operation =
  | { readonly upsert: readonly NewPassage[] }
  | { readonly delete: { readonly ids: readonly string[]; readonly documentIds: readonly string[] } }
  | { readonly settle: true };

// Few seeds make passages with the same vectors, whose scores are equal.
const number = fc.nat({ max: 39 });
const aPassage = fc.record({ id: number, seed: fc.nat({ max: 25 }), document: fc.nat({ max: 5 }), year: number });
const operation: fc.Arbitrary<Operation> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.array(aPassage, { minLength: 1, maxLength: 25 }).map((given) => ({
      upsert: given.map(({ id, seed, document, year }) =>
        passage(`p${id}`, seed, { documentId: `d${document}`, metadata: { year } }),
      ),
    })),
  },
  {
    weight: 2,
    arbitrary: fc
      .record({ ids: fc.array(number, { maxLength: 12 }), documents: fc.array(fc.nat({ max: 5 }), { maxLength: 1 }) })
      .map(({ ids, documents }) => ({
        delete: { ids: ids.map((id) => `p${id}`), documentIds: documents.map((document) => `d${document}`) },
      })),
  },
  { weight: 1, arbitrary: fc.constant({ settle: true } as const) },
);

async function apply(name: string, reference: ReferenceCollection, action: Operation): Promise<void> {
  if ('upsert' in action) {
    const { inserted, replaced, refused } = await engine.upsert(name, action.upsert);
    assert.deepEqual(refused, []);
    assert.equal(inserted + replaced, action.upsert.length);
    reference.upsert(action.upsert);
  } else if ('delete' in action) {
    const { deleted } = await engine.delete(name, { ...action.delete, filter: undefined });
    assert.equal(deleted, reference.delete(action.delete.ids, action.delete.documentIds));
  } else await engine.settled(name);
}

/** Scores of float32 sums differ from float64 ones in the last digits. */
const tolerance = 1e-5;

async function assertSame(name: string, reference: ReferenceCollection, seed: number): Promise<void> {
  const found = await engine.search(name, query(seed), limits);
  const expected = reference.search(query(seed).vectors);
  assert.equal(found.counts.eligible, expected.length);
  assert.equal(found.hits.length, Math.min(10, expected.length));
  for (const [place, hit] of found.hits.entries()) {
    assert.ok(Math.abs(hit.score - expected[place]!.score) < tolerance);
    const own = expected.find(({ id }) => id === hit.id);
    assert.ok(own !== undefined && Math.abs(own.score - hit.score) < tolerance, `${hit.id} has a score of its own`);
    assert.equal(hit.documentId, reference.passages.get(hit.id)!.documentId);
    const next = found.hits[place + 1];
    if (next?.score === hit.score) assert.ok(hit.id > next.id, 'equal scores are ordered by id, descending');
  }
  const filtered = { filter: { field: 'year', operator: 'less', value: 20 } as const };
  // With candidates: whatever they miss, what is found is there, with its own score, and all is found that is asked for.
  const near = await engine.search(name, query(seed, { exact: false, k: 5, candidateBudget: 5 }), limits);
  assert.equal(near.hits.length, Math.min(5, expected.length));
  const all = { exact: false, k: 1000, candidateBudget: 1000 };
  const every = await engine.search(name, query(seed, all), limits);
  assert.equal(every.hits.length, expected.length);
  for (const { id, score, documentId } of [...near.hits, ...every.hits]) {
    const own = expected.find((passage) => passage.id === id);
    assert.ok(own !== undefined && Math.abs(own.score - score) < tolerance, `${id} is there, with its own score`);
    assert.equal(documentId, reference.passages.get(id)!.documentId);
  }
  const young = await engine.search(name, query(seed, { ...filtered, k: 100 }), limits);
  const ids = reference.search(query(seed).vectors, ({ metadata }) => (metadata.year as number) < 20);
  assert.deepEqual(young.hits.map(({ id }) => id).sort(), ids.map(({ id }) => id).sort());
}

describe('a collection', () => {
  it('gives what a naive one gives after any sequence of writes, deletions and builds', async () => {
    let run = 0;
    const property = fc.asyncProperty(fc.array(operation, { minLength: 1, maxLength: 10 }), async (operations) => {
      const name = `sequence-${run++}`;
      await engine.create(spec(name), name);
      const reference = new ReferenceCollection();
      for (const [step, action] of operations.entries()) {
        await apply(name, reference, action);
        await assertSame(name, reference, 1000 + step);
      }
      await engine.settled(name);
      await assertSame(name, reference, 2000);
      const { passages, documents } = await engine.statistics(name);
      assert.equal(passages, reference.passages.size);
      assert.equal(documents, new Set([...reference.passages.values()].map(({ documentId }) => documentId)).size);
      await engine.remove(name);
    });
    await fc.assert(property, { numRuns: 12 });
  });

  it('is searched exactly whatever its codes lose: far more passages than hits are scored again', async () => {
    const reference = new ReferenceCollection();
    const all = Array.from({ length: 600 }, (_, i) => passage(`p${i}`, i));
    await engine.create({ ...spec('coarse'), codec: { precision: 2, centroids: 16, seed: 1 } }, 'coarse');
    for (let start = 0; start < all.length; start += 200) await engine.upsert('coarse', all.slice(start, start + 200));
    reference.upsert(all);
    await engine.settled('coarse');
    assert.equal((await engine.statistics('coarse')).unindexedPassages, 0);
    for (let seed = 3000; seed < 3020; seed++) {
      const { hits, counts } = await engine.search('coarse', query(seed, { k: 1 }), limits);
      const [best] = reference.search(query(seed).vectors);
      assert.ok(Math.abs(hits[0]!.score - best!.score) < tolerance, `query ${seed}: ${hits[0]!.score}, ${best!.score}`);
      assert.equal(counts.reranked, all.length);
      await assertSame('coarse', reference, seed);
    }
  });

  it('that grew step by step gives bit for bit, rebuilt, what one written at once gives', async () => {
    const all = Array.from({ length: 300 }, (_, i) => passage(`p${i}`, i % 250, { documentId: `d${i % 40}` }));
    await engine.create(spec('grown'), 'grown');
    await engine.upsert(
      'grown',
      all.slice(0, 120).map(({ id }, i) => passage(id, 500 + i)),
    );
    await engine.settled('grown');
    for (let start = 0; start < all.length; start += 60) await engine.upsert('grown', all.slice(start, start + 60));
    await engine.upsert('grown', [passage('gone', 3)]);
    await engine.delete('grown', { ids: ['gone'], documentIds: [], filter: undefined });
    await engine.settled('grown');
    await engine.create(spec('at-once'), 'at-once');
    await engine.upsert('at-once', all.toReversed());
    await Promise.all([engine.rebuild('grown'), engine.rebuild('at-once')]);
    const hitsOf = async (name: string, seed: number) => {
      const more = { exact: false, candidateBudget: 12, k: 12 };
      const { hits, counts }: SearchResult = await engine.search(name, query(seed, more), limits);
      return { hits, counts };
    };
    for (let seed = 0; seed < 20; seed++) assert.deepEqual(await hitsOf('grown', seed), await hitsOf('at-once', seed));
    const { centroids, unindexedPassages } = await engine.statistics('grown');
    assert.ok(centroids > 0 && unindexedPassages === 0);
  });
});
