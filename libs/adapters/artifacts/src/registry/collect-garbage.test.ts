import assert from 'node:assert/strict';
import { mkdirSync, readdirSync, utimesSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, it } from 'node:test';
import { temporaryFolder } from '@optical/testing/temporary-folder';
import { assertRejected } from '@optical/testing/assert-rejected';
import { madeFrom, put } from '../../test/support/put.ts';
import { openArtifacts } from '../index.ts';

const at = (alias: string, { version: { name, digest } }: Awaited<ReturnType<typeof put>>) => ({ name, alias, digest });

function blobs(folder: string): number {
  return readdirSync(path.join(folder, 'blobs'), { recursive: true, withFileTypes: true }).filter((e) => e.isFile())
    .length;
}

describe('collectGarbage', () => {
  it('keeps what an alias, a roll-back, a bare name or the lineage of what stays leads to', async () => {
    using folder = temporaryFolder();
    const registry = openArtifacts({ directory: folder.path });
    const dataset = await put(registry, 'run/data', 'data');
    await put(registry, 'run/data', 'newer data');
    const versions = [];
    for (const text of ['unused', 'rolled back to', 'production', 'unused, too', 'newest']) {
      versions.push(await put(registry, 'run/model', text, text === 'newest' ? { lineage: madeFrom(dataset) } : {}));
    }
    await put(registry, 'other/model', 'of another prefix, old');
    await put(registry, 'other/model', 'of another prefix, new');
    await registry.setAlias(at('production', versions[1]!));
    await registry.setAlias(at('production', versions[2]!));

    const young = await registry.collectGarbage({ prefix: 'run/' });
    assert.deepEqual(young, { versions: [], objects: 0, bytes: 0 });
    const dry = await registry.collectGarbage({ prefix: 'run/', minimumAgeMs: 0, dryRun: true });
    const removed = await registry.collectGarbage({ prefix: 'run/', minimumAgeMs: 0 });
    assert.deepEqual(dry, removed);
    const unused = [versions[0]!, versions[3]!].map(({ version: { name, digest } }) => ({ name, digest }));
    assert.deepEqual(removed.versions, unused);
    assert.equal(removed.objects, 4);
    for (const { version } of [...versions.slice(1, 3), versions[4]!, dataset]) {
      await registry.resolve(`${version.name}@${version.digest}`);
    }
    const gone = `run/model@${versions[0]!.version.digest}`;
    await assertRejected(() => registry.resolve(gone), 'not-found', 'newest of run/model');
    assert.equal(blobs(folder.path), 7);
    assert.deepEqual(await registry.verify(), []);
    await put(registry, 'run/model', 'unused');
    await registry.resolve(gone);
  });

  it('removes what killed processes left, once it is old, and copies of what is gone', async () => {
    using folder = temporaryFolder();
    const registry = openArtifacts({ directory: folder.path });
    const first = await put(registry, 'a', '1');
    const { directory } = await registry.resolve('a');
    await put(registry, 'a', '2');
    await registry.remove('a', first.version.digest);
    const left = ['staging', 'tmp'].map((name) => path.join(folder.path, name, 'left'));
    mkdirSync(left[0]!);
    writeFileSync(left[1]!, 'x');
    await registry.collectGarbage();
    assert.equal(blobs(folder.path), 2);
    const twoDaysAgo = new Date(Date.now() - 172_800_000);
    for (const old of [...left, directory]) utimesSync(old, twoDaysAgo, twoDaysAgo);
    await registry.collectGarbage();
    for (const name of ['staging', 'tmp', 'copies']) assert.deepEqual(readdirSync(path.join(folder.path, name)), []);
    const { objects } = await registry.collectGarbage({ minimumAgeMs: 0 });
    assert.equal(objects, 2);
    await registry.resolve('a');
  });
});

describe('remove', () => {
  it('refuses a version that an alias points or may be rolled back to', async () => {
    using folder = temporaryFolder();
    const registry = openArtifacts({ directory: folder.path });
    const one = await put(registry, 'a', '1');
    const two = await put(registry, 'a', '2');
    await registry.setAlias(at('production', one));
    await registry.setAlias(at('production', two));
    for (const { version } of [one, two]) {
      await assertRejected(() => registry.remove('a', version.digest), 'failed-precondition', version.digest, 'alias');
    }
    await registry.rollbackAlias({ name: 'a', alias: 'production' });
    await registry.remove('a', two.version.digest);
    await assertRejected(() => registry.remove('a', two.version.digest), 'not-found', one.version.digest);
    assert.equal((await registry.find('a')).version.digest, one.version.digest);
    assert.notEqual((await put(registry, 'a', '3')).version.digest, one.version.digest);
    assert.equal((await registry.list()).artifacts.length, 2);
  });
});
