import assert from 'node:assert/strict';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import type { Passage, UpsertResponse__Output } from '@optical/contracts/indexer';
import { readSpans } from '@optical/telemetry';
import { temporaryFolder } from '@optical/testing';
import { assertRejected } from '@optical/testing/assert-rejected';
import { axis, collectionSpec, fingerprint, passage, searchRequest, streamOf, tensor } from './support/messages.ts';
import { serveIndexer } from './support/serve-indexer.ts';
import type { ServedIndexer } from './support/serve-indexer.ts';

const folder = temporaryFolder();
let served: ServedIndexer;
before(async () => {
  served = await serveIndexer(folder.path);
});
after(async () => {
  await served[Symbol.asyncDispose]();
  folder[Symbol.dispose]();
});

async function create(name: string): Promise<void> {
  await served.client.createCollection({ spec: collectionSpec(name), requestId: `create ${name}` });
}

async function add(collection: string, ...batches: Passage[][]): Promise<UpsertResponse__Output[]> {
  const requests = batches.map((passages, sequence) => ({
    ...(sequence === 0 && { collection, spaceFingerprint: fingerprint }),
    sequence,
    passages,
  }));
  return Array.fromAsync(served.client.upsert(streamOf(requests)));
}

const ids = ({ hits }: { hits: { id: string }[] }): string[] => hits.map(({ id }) => id);

describe('the indexer', () => {
  it('finds what was written, best first, with text, metadata, timings and counts', async () => {
    await create('found');
    const [reply] = await add('found', [
      passage('a', [axis(0)], { metadata: { year: { numberValue: 1999 } }, documentId: 'd' }),
      passage('b', [axis(0, 0.6), axis(3)]),
      passage('c', [axis(2)]),
    ]);
    assert.deepEqual([reply?.inserted, reply?.replaced, reply?.version?.version], [3, 0, 1]);
    const found = await served.client.search(searchRequest('found', [axis(0)], { k: 2 }));
    assert.deepEqual(ids(found), ['a', 'b']);
    const [best] = found.hits;
    assert.deepEqual([best!.score, best!.documentId, best!.text], [1, 'd', 'text of a']);
    assert.equal(best!.metadata.year?.numberValue, 1999);
    assert.ok(Math.abs(found.hits[1]!.score - 0.8) < 1e-3, 'MaxSim takes the best token of b');
    assert.deepEqual(found.counts, { eligible: 3, candidates: 3, reranked: 3 });
    assert.deepEqual(found.version, { collection: 'found', version: 1 });
    assert.ok(found.timings!.totalMs >= found.timings!.candidatesMs + found.timings!.rerankMs);
  });

  it('replaces a passage of the same id and deletes by id, document and filter', async () => {
    await create('changed');
    const of = (year: number) => ({ metadata: { year: { numberValue: year } } });
    await add('changed', [
      passage('a', [axis(0)], of(1)),
      passage('b', [axis(1)], of(2)),
      passage('c', [axis(2)], of(3)),
      passage('d', [axis(3)], { ...of(4), documentId: 'doc' }),
    ]);
    const [reply] = await add('changed', [passage('a', [axis(5)], of(1))]);
    assert.deepEqual([reply?.inserted, reply?.replaced], [0, 1]);
    assert.deepEqual(ids(await served.client.search(searchRequest('changed', [axis(5)], { k: 1 }))), ['a']);
    const value = { numberValue: 3 };
    const deleted = await served.client.delete({
      collection: 'changed',
      ids: ['b', 'nobody'],
      documentIds: ['doc'],
      filter: { comparison: { field: 'year', operator: 'COMPARISON_OPERATOR_EQUAL', value } },
    });
    assert.deepEqual([deleted.deleted, deleted.missing], [3, 1]);
    assert.deepEqual(ids(await served.client.search(searchRequest('changed', [axis(1)]))), ['a']);
  });

  it('refuses passages one by one and writes the others of the batch', async () => {
    await create('picky');
    const [reply] = await add('picky', [
      passage('good', [axis(0)]),
      passage('', [axis(0)]),
      passage('nan', [[NaN, 0, 0, 0, 0, 0, 0, 0]]),
      passage('short', [[1, 0, 0]]),
      passage('unknown', [axis(0)], { metadata: { month: { numberValue: 1 } } }),
      passage('mistyped', [axis(0)], { metadata: { year: { stringValue: '1' } } }),
      { ...passage('bare', [axis(0)]), vectors: null },
      passage('huge', [axis(0)], { text: 'x'.repeat(2 ** 20 + 1) }),
    ]);
    assert.equal(reply?.inserted, 1);
    assert.deepEqual(
      reply.refused.map(({ index, error }) => [index, error?.field]),
      [
        [1, 'id'],
        [2, 'vectors'],
        [3, 'vectors'],
        [4, 'metadata["month"]'],
        [5, 'metadata["year"]'],
        [6, 'vectors'],
        [7, 'text'],
      ],
    );
  });

  it('refuses vectors of another lineage, naming both', async () => {
    await create('lineage');
    const other = 'ef'.repeat(32);
    const wrong = searchRequest('lineage', [axis(0)], { spaceFingerprint: other });
    await assertRejected(() => served.client.search(wrong), 'failed-precondition', other, fingerprint);
    const batch = [
      { collection: 'lineage', spaceFingerprint: other, sequence: 0, passages: [passage('a', [axis(0)])] },
    ];
    await assertRejected(
      () => Array.fromAsync(served.client.upsert(streamOf(batch))),
      'failed-precondition',
      other,
      fingerprint,
    );
  });

  it('answers hostile searches with a clear error', async () => {
    await create('hostile');
    await add('hostile', [passage('a', [axis(0)])]);
    const refused = (more: object, ...parts: string[]) =>
      assertRejected(
        () => served.client.search({ ...searchRequest('hostile', [axis(0)]), ...more }),
        'invalid-argument',
        ...parts,
      );
    assert.deepEqual(ids(await served.client.search(searchRequest('hostile', [axis(0)], { k: 0 }))), ['a']);
    await refused({ k: 1_000_000 }, 'k:', '1000000', '1000');
    await refused({ candidateBudget: 5, k: 10 }, 'candidate_budget', '5', '10');
    await refused({ queryVectors: tensor([[NaN, 0, 0, 0, 0, 0, 0, 0]]) }, 'query_vectors', 'NaN');
    await refused({ queryVectors: tensor([[1, 0]]) }, 'query_vectors', '2 dims', '8');
    await refused({ queryVectors: null }, 'query_vectors');
    await refused({ queryVectors: { ...tensor([axis(0)]), data: Buffer.alloc(5) } }, '5 bytes', '32');
    await refused({ filter: { presentField: 'nothing' } }, 'filter.present_field', 'nothing', 'year');
    await assertRejected(() => served.client.search(searchRequest('nobody', [axis(0)])), 'not-found', 'nobody');
  });

  it('moves an alias in one step and only from where it is expected', async () => {
    await create('old');
    await create('new');
    await add('old', [passage('from-old', [axis(0)])]);
    await add('new', [passage('from-new', [axis(0)])]);
    const move = (collection: string, expectedCollection = '') =>
      served.client.setAlias({ alias: 'live', collection, expectedCollection });
    assert.equal((await move('old')).previousCollection, '');
    assert.deepEqual(ids(await served.client.search(searchRequest('live', [axis(0)]))), ['from-old']);
    await assertRejected(() => move('new', 'new'), 'aborted', 'old');
    assert.equal((await move('new', 'old')).previousCollection, 'old');
    assert.deepEqual(ids(await served.client.search(searchRequest('live', [axis(0)]))), ['from-new']);
    await assertRejected(() => served.client.deleteCollection({ collection: 'new' }), 'failed-precondition', 'live');
    await move('');
    assert.equal((await served.client.deleteCollection({ collection: 'new' })).deleted, true);
    assert.equal((await served.client.deleteCollection({ collection: 'new' })).deleted, false);
  });

  it('makes a collection once per request id and lists page by page', async () => {
    await create('twice');
    await create('twice');
    const { collection } = await served.client.describeCollection({ collection: 'twice' });
    assert.equal(collection?.spec?.codec?.precision, 'VECTOR_PRECISION_4_BIT');
    const again = { spec: collectionSpec('other'), requestId: 'create twice' };
    await assertRejected(() => served.client.createCollection(again), 'invalid-argument', 'create twice');
    const taken = { spec: collectionSpec('twice'), requestId: 'another' };
    await assertRejected(() => served.client.createCollection(taken), 'already-exists', 'twice');
    const names: string[] = [];
    let pageToken = '';
    do {
      const page = await served.client.listCollections({ pageSize: 2, pageToken });
      names.push(...page.collections.map((entry) => entry.spec!.name));
      pageToken = page.nextPageToken;
    } while (pageToken !== '');
    assert.deepEqual(names, [...names].sort());
    assert.ok(names.includes('twice') && new Set(names).size === names.length);
  });

  it('returns passages by id with spans and vectors', async () => {
    await create('kept');
    await add('kept', [passage('a', [axis(0), axis(1)], { spans: { starts: [0, 5], ends: [4, 7] } })]);
    const reply = await served.client.getPassages({ collection: 'kept', ids: ['nobody', 'a'], includeVectors: true });
    assert.deepEqual(reply.missingIds, ['nobody']);
    const [found] = reply.passages;
    assert.deepEqual(found?.spans, { starts: [0, 5], ends: [4, 7] });
    assert.deepEqual(found.vectors?.shape, [2, 8]);
    const values = new Float32Array(new Uint8Array(found.vectors.data).buffer);
    assert.deepEqual([...values], [...axis(0), ...axis(1)]);
  });
});

it('the stages of a search take the same time in its reply and in its spans', async () => {
  using own = temporaryFolder();
  let timings: Record<string, number> = {};
  {
    await using served = await serveIndexer(own.path, { OPTICAL_TELEMETRY_SAMPLE_RATIO: '1' });
    await served.client.createCollection({ spec: collectionSpec('timed'), requestId: 'create' });
    const passages = [passage('a', [axis(0)])];
    const batch = { collection: 'timed', spaceFingerprint: fingerprint, sequence: 0, passages };
    await Array.fromAsync(served.client.upsert(streamOf([batch])));
    const reply = await served.client.search(searchRequest('timed', [axis(0)]));
    const { queueMs, candidatesMs, rerankMs } = reply.timings!;
    timings = { queue: queueMs, candidates: candidatesMs, rerank: rerankMs };
  }
  const spans = await Array.fromAsync(readSpans(path.join(own.path, 'telemetry')));
  for (const [stage, ms] of Object.entries(timings)) {
    const [span, ...others] = spans.filter(({ name }) => name === `optical.indexer.${stage}`);
    assert.equal(others.length, 0);
    const { durationMs } = span!;
    assert.ok(Math.abs(durationMs - ms) <= 0.05 * ms + 0.002, `${stage}: ${ms} ms told, ${durationMs} ms recorded`);
  }
});
