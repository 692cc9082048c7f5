import assert from 'node:assert/strict';
import { chmodSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, it } from 'node:test';
import { temporaryFolder } from '@optical/testing/temporary-folder';
import { assertRejected } from '@optical/testing/assert-rejected';
import { put } from '../../test/support/put.ts';
import { openArtifacts } from '../index.ts';
import type { Artifact } from '../index.ts';

function blobOf(directory: string, { manifest }: Artifact): { file: string; sha256: string } {
  const { sha256 } = manifest.files[0]!;
  return { file: path.join(directory, 'blobs', sha256.slice(0, 2), sha256), sha256 };
}

function flipBit(file: string, bit: number): void {
  const bytes = readFileSync(file);
  bytes[bit >> 3]! ^= 1 << (bit & 7);
  chmodSync(file, 0o644);
  writeFileSync(file, bytes);
}

describe('damage', () => {
  it('is found in every bit of a file, named with file and expected digest, and repaired by publishing again', async () => {
    using folder = temporaryFolder();
    const registry = openArtifacts({ directory: folder.path });
    const artifact = await put(registry, 'a/b', 'abc');
    const { file, sha256 } = blobOf(folder.path, artifact);
    for (let bit = 0; bit < 24; bit += 1) {
      flipBit(file, bit);
      await assertRejected(
        () => registry.resolve('a/b'),
        'data-loss',
        `a/b@${artifact.version.digest}`,
        'text',
        sha256,
      );
      const [damaged] = await registry.verify();
      assert.deepEqual([damaged?.name, damaged?.file, damaged?.expectedSha256], ['a/b', 'text', sha256]);
      assert.deepEqual((await put(registry, 'a/b', 'abc')).version, artifact.version);
      const { directory } = await registry.resolve('a/b');
      assert.equal(readFileSync(path.join(directory, 'text'), 'utf8'), 'abc');
    }
    assert.deepEqual(await registry.verify(), []);
    assert.deepEqual(readdirSync(path.join(folder.path, 'copies')), [artifact.version.digest]);
  });

  it('is found in a file that was resolved before, when another process opens the store', async () => {
    using folder = temporaryFolder();
    const artifact = await put(openArtifacts({ directory: folder.path }), 'a', 'abc');
    const registry = openArtifacts({ directory: folder.path });
    await registry.resolve('a');
    flipBit(blobOf(folder.path, artifact).file, 3);
    await assertRejected(() => registry.resolve('a'), 'data-loss', 'text');
    await assertRejected(() => openArtifacts({ directory: folder.path }).resolve('a'), 'data-loss', 'text');
  });

  it('to a local copy alone is repaired from the store', async () => {
    using folder = temporaryFolder();
    const registry = openArtifacts({ directory: folder.path });
    await put(registry, 'a', 'abc');
    const { directory } = await registry.resolve('a');
    rmSync(path.join(directory, 'text'));
    assert.equal((await registry.resolve('a')).directory, directory);
    rmSync(path.join(directory, 'text'));
    writeFileSync(path.join(directory, 'text'), 'abd');
    const again = await openArtifacts({ directory: folder.path }).resolve('a');
    assert.equal(readFileSync(path.join(again.directory, 'text'), 'utf8'), 'abc');
  });

  it('is found in missing files and in manifests', async () => {
    using folder = temporaryFolder();
    const artifact = await put(openArtifacts({ directory: folder.path }), 'a', 'abc');
    const { digest } = artifact.version;
    const { file, sha256 } = blobOf(folder.path, artifact);
    rmSync(file);
    const registry = openArtifacts({ directory: folder.path });
    await assertRejected(() => registry.resolve('a'), 'data-loss', 'text', 'is missing', sha256);
    assert.equal((await registry.verify())[0]!.problem, 'is missing');
    await put(registry, 'a', 'abc');
    assert.deepEqual(await registry.verify(), []);

    const manifest = path.join(folder.path, 'manifests', digest.slice(0, 2), `${digest}.json`);
    flipBit(manifest, 100);
    const fresh = openArtifacts({ directory: folder.path });
    await assertRejected(() => fresh.find('a'), 'data-loss', digest, 'other content');
    assert.equal((await fresh.verify())[0]!.file, 'manifest');
    rmSync(manifest);
    await assertRejected(() => fresh.find('a'), 'data-loss', digest, 'is missing');
    await put(fresh, 'a', 'abc');
    assert.equal((await fresh.find('a')).version.digest, digest);
  });

  it('to the list of versions is no silent loss', async () => {
    using folder = temporaryFolder();
    await put(openArtifacts({ directory: folder.path }), 'a', 'abc');
    const entry = path.join(folder.path, 'versions', 'a', '0000000001.json');
    chmodSync(entry, 0o644);
    writeFileSync(entry, '{"digest":');
    const registry = openArtifacts({ directory: folder.path });
    await assertRejected(() => registry.find('a'), 'data-loss', 'versions/a/0000000001.json');
  });

  it('of the disk reaches the caller as unavailable, with the folder', async () => {
    using folder = temporaryFolder();
    const file = path.join(folder.path, 'file');
    writeFileSync(file, '');
    const registry = openArtifacts({ directory: file });
    await assertRejected(() => put(registry, 'a', 'abc'), 'unavailable', file);
    await assertRejected(() => registry.find('a'), 'not-found', 'a');
  });
});
