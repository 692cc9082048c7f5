import assert from 'node:assert/strict';
import { chmodSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, it } from 'node:test';
import { assertRejected } from '@optical/testing/assert-rejected';
import { temporaryFolder } from '@optical/testing/temporary-folder';
import { axis, collectionSpec, fingerprint, passage, searchRequest, streamOf } from './support/messages.ts';
import { serveIndexer } from './support/serve-indexer.ts';
import type { ServedIndexer } from './support/serve-indexer.ts';

/** So few tokens are scored exactly that the snapshot has an index. */
const environment = { OPTICAL_SEARCH_EXACT_TOKENS: '1000' };

async function fill({ client }: ServedIndexer): Promise<void> {
  await client.createCollection({ spec: collectionSpec('wiki'), requestId: 'create' });
  const passages = Array.from({ length: 800 }, (_, i) => passage(`p${i}`, [axis(i, (i % 9) / 10), axis(i + 3)]));
  const batch = { collection: 'wiki', spaceFingerprint: fingerprint, sequence: 0, passages };
  await Array.fromAsync(client.upsert(streamOf([batch])));
}

const request = (collection: string) => searchRequest(collection, [axis(1, 0.3), axis(6)], { k: 20, exact: true });

describe('a snapshot', () => {
  it('is taken once per request id and restored on a clean directory, with the same hits', async () => {
    using folder = temporaryFolder();
    let hits: unknown;
    let reference = '';
    {
      await using served = await serveIndexer(folder.path, environment);
      await fill(served);
      const taken = await served.client.snapshot({ collection: 'wiki', requestId: 'snapshot' });
      const again = await served.client.snapshot({ collection: 'wiki', requestId: 'snapshot' });
      assert.deepEqual(again, taken);
      const { version, collection, passages, bytes } = taken.snapshot!;
      assert.deepEqual([version?.name, collection?.version, passages], ['snapshot/wiki', 1, 800]);
      assert.ok(bytes > 0);
      reference = `${version!.name}@${version!.digest}`;
      await served.client.delete({ collection: 'wiki', ids: ['p1'] });
      const described = await served.client.describeCollection({ collection: 'wiki' });
      assert.deepEqual(described.snapshots, [taken.snapshot]);
      await served.client.restore({ snapshot: reference, collection: 'before', requestId: 'restore' });
      hits = (await served.client.search(request('before'))).hits;
    }
    rmSync(path.join(folder.path, 'indexer'), { recursive: true });
    await using served = await serveIndexer(folder.path, environment);
    const restore = () => served.client.restore({ snapshot: reference, collection: 'after', requestId: 'r' });
    const { collection } = await restore();
    assert.deepEqual(await restore(), { collection });
    assert.equal(collection?.statistics?.passages, 800);
    assert.equal(collection.spec?.name, 'after');
    assert.deepEqual((await served.client.search(request('after'))).hits, hits);
    const taken = { snapshot: reference, collection: 'after', requestId: 'other' };
    await assertRejected(() => served.client.restore(taken), 'already-exists', 'after');
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
