import assert from 'node:assert/strict';
import { chmodSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, it } from 'node:test';
import { readSpans } from '@optical/telemetry';
import { assertRejected } from '@optical/testing/assert-rejected';
import { temporaryFolder } from '@optical/testing/temporary-folder';
import { until } from '@optical/testing/until';
import { indexerMetrics, indexerSpans } from '../src/telemetry.ts';
import { collectionSpec, direction, fingerprint, passage, searchRequest, streamOf } from './support/messages.ts';
import { serveIndexer } from './support/serve-indexer.ts';
import type { ServedIndexer } from './support/serve-indexer.ts';

/** So few tokens are scored exactly that the snapshot has an index; every build leaves a span. */
const environment = { OPTICAL_SEARCH_EXACT_TOKENS: '1000', OPTICAL_TELEMETRY_SAMPLE_RATIO: '1' };

const passageCount = 800;
const candidateBudget = 40;

/** @returns centroids of the index, which covers all passages and is what searches read */
async function fill({ client }: ServedIndexer): Promise<number> {
  await client.createCollection({ spec: collectionSpec('wiki'), requestId: 'create' });
  const passages = Array.from({ length: passageCount }, (_, i) =>
    passage(`p${i}`, [direction(2 * i), direction(2 * i + 1)]),
  );
  const batch = { collection: 'wiki', spaceFingerprint: fingerprint, sequence: 0, passages };
  await Array.fromAsync(client.upsert(streamOf([batch])));
  const isReading = async () => {
    const { counts } = await client.search(request('wiki', 0, false));
    return counts!.candidates === candidateBudget;
  };
  await until('searches read the index', isReading, 120_000);
  const { collection } = await client.describeCollection({ collection: 'wiki' });
  const { centroids, unindexedPassages } = collection!.statistics!;
  assert.ok(centroids > 0);
  assert.equal(unindexedPassages, 0);
  return centroids;
}

/** Vectors that no passage has. */
const queryVectors = (query: number) => [0, 1].map((row) => direction(2 * (passageCount + query) + row));

const request = (collection: string, query: number, exact: boolean) =>
  searchRequest(collection, queryVectors(query), { k: 20, candidateBudget, exact });

/** Hits and counts of ten queries, by candidates and exactly. */
async function search({ client }: ServedIndexer, collection: string) {
  const found = [];
  for (const exact of [false, true]) {
    for (let query = 0; query < 10; query++) {
      const { hits, counts } = await client.search(request(collection, query, exact));
      found.push({ hits, counts });
    }
  }
  return found;
}

/** Collections whose index was built, and all metrics as they were written, since the folder is there. */
async function readTelemetry(folder: string): Promise<{ built: unknown[]; metrics: string }> {
  const spans = await Array.fromAsync(readSpans(folder));
  const builds = spans.filter(({ name }) => name === indexerSpans.build.name);
  const files = readdirSync(folder).filter((file) => file.startsWith('metrics-'));
  return {
    built: builds.map(({ attributes }) => attributes['optical.indexer.collection']),
    metrics: files.map((file) => readFileSync(path.join(folder, file), 'utf8')).join('\n'),
  };
}

describe('a snapshot', () => {
  it('is taken once per request id and restored on a clean directory, with its index and the same hits', async () => {
    using folder = temporaryFolder();
    let found: unknown;
    let centroids = 0;
    let reference = '';
    {
      await using served = await serveIndexer(folder.path, environment);
      centroids = await fill(served);
      found = await search(served, 'wiki');
      const taken = await served.client.snapshot({ collection: 'wiki', requestId: 'snapshot' });
      const again = await served.client.snapshot({ collection: 'wiki', requestId: 'snapshot' });
      assert.deepEqual(again, taken);
      const { version, collection, passages, bytes } = taken.snapshot!;
      assert.deepEqual([version?.name, collection?.version, passages], ['snapshot/wiki', 1, passageCount]);
      assert.ok(bytes > 0);
      reference = `${version!.name}@${version!.digest}`;
      await served.client.delete({ collection: 'wiki', ids: ['p1'] });
      const described = await served.client.describeCollection({ collection: 'wiki' });
      assert.deepEqual(described.snapshots, [taken.snapshot]);
      await served.client.restore({ snapshot: reference, collection: 'before', requestId: 'restore' });
      assert.deepEqual(await search(served, 'before'), found);
    }
    rmSync(path.join(folder.path, 'indexer'), { recursive: true });
    {
      await using served = await serveIndexer(folder.path, environment);
      const restore = () => served.client.restore({ snapshot: reference, collection: 'after', requestId: 'r' });
      const { collection } = await restore();
      assert.deepEqual(await restore(), { collection });
      const elsewhere = { snapshot: reference, collection: 'elsewhere', requestId: 'r' };
      await assertRejected(() => served.client.restore(elsewhere), 'invalid-argument', 'request_id', 'after');
      const { passages, centroids: restored, unindexedPassages } = collection!.statistics!;
      assert.deepEqual([passages, restored, unindexedPassages], [passageCount, centroids, 0]);
      assert.equal(collection!.spec?.name, 'after');
      assert.deepEqual(await search(served, 'after'), found);
      const taken = { snapshot: reference, collection: 'after', requestId: 'other' };
      await assertRejected(() => served.client.restore(taken), 'already-exists', 'after');
    }
    const { built, metrics } = await readTelemetry(path.join(folder.path, 'telemetry'));
    assert.deepEqual(built, ['wiki'], 'the index of a snapshot is read, not built');
    assert.ok(metrics.includes(indexerMetrics.buildDuration.name));
    assert.ok(!metrics.includes(indexerMetrics.damagedIndexes.name), 'files of an index were missing or damaged');
  });

  it('with a corrupted byte is refused, naming the file', async () => {
    using folder = temporaryFolder();
    let reference = '';
    {
      await using served = await serveIndexer(folder.path, environment);
      await fill(served);
      const { snapshot } = await served.client.snapshot({ collection: 'wiki', requestId: 'snapshot' });
      reference = `snapshot/wiki@${snapshot!.version!.digest}`;
    }
    const blobs = path.join(folder.path, 'artifacts', 'blobs');
    for (const entry of readdirSync(blobs, { recursive: true, withFileTypes: true })) {
      if (!entry.isFile()) continue;
      const file = path.join(entry.parentPath, entry.name);
      const bytes = readFileSync(file);
      bytes[Math.floor(bytes.length / 2)]! ^= 1;
      chmodSync(file, 0o644);
      writeFileSync(file, bytes);
    }
    await using served = await serveIndexer(folder.path, environment);
    const restore = () => served.client.restore({ snapshot: reference, collection: 'bad', requestId: 'r' });
    await assertRejected(restore, 'data-loss', 'sha256');
    await assertRejected(() => served.client.describeCollection({ collection: 'bad' }), 'not-found', 'bad');
  });
});
