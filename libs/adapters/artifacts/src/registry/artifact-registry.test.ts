import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, it } from 'node:test';
import { assertRejected } from '@optical/testing/assert-rejected';
import { temporaryFolder } from '@optical/testing/temporary-folder';
import { z } from 'zod';
import { openArtifacts } from '../index.ts';
import type { ArtifactKind, ArtifactRegistry } from '../index.ts';

const note: ArtifactKind<{ language: string }> = { name: 'note', metadata: z.object({ language: z.string() }) };
const other: ArtifactKind<unknown> = { name: 'other', metadata: z.unknown() };
const unknownDigest = '0'.repeat(64);

const put = (registry: ArtifactRegistry, name: string, text: string) =>
  registry.publish({
    name,
    kind: note,
    metadata: { language: 'hi' },
    files: (folder) => {
      writeFileSync(path.join(folder, 'text'), text);
      return Promise.resolve();
    },
  });

describe('ArtifactRegistry', () => {
  it('knows a version under another name too, by the same digest', async () => {
    using folder = temporaryFolder();
    const registry = openArtifacts({ directory: folder.path });
    const { version } = await put(registry, 'note/snapshots', 'x');
    await put(registry, 'note/snapshots', 'y');
    const named = await registry.addName('note/result', `note/snapshots@${version.digest}`);
    assert.equal(named.digest, version.digest);
    const found = await registry.resolve('note/result', note);
    assert.equal(readFileSync(path.join(found.directory, 'text'), 'utf8'), 'x');
    await assertRejected(() => registry.addName('note/result', `note/snapshots@${unknownDigest}`), 'not-found', '0000');
  });

  it('gives back the files, metadata and lineage of what was published, by name and by digest', async () => {
    using folder = temporaryFolder();
    const source = path.join(folder.path, 'source');
    mkdirSync(path.join(source, 'inner'), { recursive: true });
    writeFileSync(path.join(source, 'a.json'), '{}');
    writeFileSync(path.join(source, 'inner', 'b'), Buffer.from([0, 255]));
    symlinkSync(path.join(source, 'a.json'), path.join(source, 'linked'));
    const registry = openArtifacts({ directory: path.join(folder.path, 'store') });
    const data = (await put(registry, 'dataset/a', 'x')).version;
    const published = await registry.publish({
      name: 'note/hi',
      kind: note,
      files: source,
      metadata: { language: 'hi' },
      lineage: { inputs: [{ role: 'data', name: data.name, digest: data.digest }], seed: 7, configuration: { b: 1 } },
    });
    for (const reference of ['note/hi', `note/hi@${published.version.digest}`]) {
      const found = await registry.resolve(reference, note);
      assert.deepEqual(found.version, published.version);
      assert.deepEqual(found.metadata, { language: 'hi' });
      assert.equal(found.lineage.seed, 7);
      assert.deepEqual(readdirSync(found.directory, { recursive: true }).sort(), [
        'a.json',
        'inner',
        'inner/b',
        'linked',
      ]);
      assert.deepEqual([...readFileSync(path.join(found.directory, 'inner', 'b'))], [0, 255]);
      assert.deepEqual(
        found.manifest.files.map(({ path, size }) => [path, size]),
        [
          ['a.json', 2],
          ['inner/b', 2],
          ['linked', 2],
        ],
      );
      assert.equal(
        found.manifest.files[1]!.sha256,
        createHash('sha256')
          .update(Buffer.from([0, 255]))
          .digest('hex'),
      );
    }
    assert.equal((await registry.find(`note/hi@${published.version.digest.slice(0, 8)}`)).version.name, 'note/hi');
  });

  it('makes the same content the same version, whoever publishes it and however its metadata is ordered', async () => {
    using folder = temporaryFolder();
    const registry = openArtifacts({ directory: folder.path });
    const files = (folder: string) => {
      writeFileSync(path.join(folder, 'x'), '1');
      return Promise.resolve();
    };
    const one = await registry.publish({ name: 'a', kind: other, files, metadata: { p: 1, q: [{ r: 1, s: 2 }] } });
    const two = await openArtifacts({ directory: folder.path }).publish({
      name: 'a',
      kind: other,
      files,
      metadata: { q: [{ s: 2, r: 1 }], p: 1 },
    });
    assert.deepEqual(two.version, one.version);
    assert.equal((await registry.list()).artifacts.length, 1);
    const named = await registry.publish({ name: 'b', kind: other, files, metadata: { p: 1, q: [{ r: 1, s: 2 }] } });
    assert.equal(named.version.digest, one.version.digest);
  });

  it('keeps local copies where it is told to', async () => {
    using store = temporaryFolder();
    using local = temporaryFolder();
    const registry = openArtifacts({ directory: store.path, localDirectory: local.path });
    const { version } = await put(registry, 'a', 'x');
    const { directory } = await registry.resolve('a');
    assert.equal(directory, path.join(local.path, 'copies', version.digest));
    assert.equal(readFileSync(path.join(directory, 'text'), 'utf8'), 'x');
    assert.ok(!readdirSync(store.path).includes('copies'));
  });

  it('takes the name for its newest version and an alias for where it was moved last', async () => {
    using folder = temporaryFolder();
    const registry = openArtifacts({ directory: folder.path });
    const [a, b, c] = [await put(registry, 'n', 'a'), await put(registry, 'n', 'b'), await put(registry, 'n', 'c')];
    assert.equal((await registry.find('n')).version.digest, c.version.digest);
    const move = (digest: string, expectedDigest?: string | null) =>
      registry.setAlias({
        name: 'n',
        alias: 'production',
        digest,
        ...(expectedDigest !== undefined && { expectedDigest }),
      });
    await move(a.version.digest, null);
    await move(b.version.digest, a.version.digest);
    await assertRejected(() => move(c.version.digest, a.version.digest), 'aborted', b.version.digest, a.version.digest);
    await assertRejected(() => move(c.version.digest, null), 'aborted', 'no such alias');
    const moved = await move(c.version.digest);
    assert.equal(moved.previousDigest, b.version.digest);
    assert.deepEqual((await registry.find('n@production')).version, { ...c.version, alias: 'production' });
    assert.equal((await move(c.version.digest, b.version.digest)).digest, c.version.digest);

    const back = () => registry.rollbackAlias({ name: 'n', alias: 'production' });
    assert.equal((await back()).digest, b.version.digest);
    await assertRejected(
      () => registry.rollbackAlias({ name: 'n', alias: 'production', expectedDigest: c.version.digest }),
      'aborted',
      b.version.digest,
    );
    const first = await back();
    assert.equal(first.digest, a.version.digest);
    assert.equal(first.previousDigest, undefined);
    await assertRejected(back, 'failed-precondition', 'no earlier version');
    const history = await registry.aliasHistory('n', 'production');
    const names = new Map([a, b, c].map(({ version }, index) => [version.digest, 'abc'[index]]));
    assert.equal(history.map(({ digest }) => names.get(digest!)).join(''), 'abcba');

    await registry.removeAlias('n', 'production');
    assert.deepEqual(await registry.aliases('n'), []);
    await assertRejected(back, 'not-found', 'n@production');
    await move(b.version.digest, null);
    assert.equal((await registry.aliases('n'))[0]!.previousDigest, undefined);
  });

  it('names what exists nearby when something does not', async () => {
    using folder = temporaryFolder();
    const registry = openArtifacts({ directory: folder.path });
    await assertRejected(() => registry.find('student/hi'), 'not-found', 'student/hi', 'none yet');
    const { version } = await put(registry, 'student/hi', 'a');
    await put(registry, 'student/th', 'a');
    await registry.setAlias({ name: 'student/hi', alias: 'production', digest: version.digest });
    await assertRejected(() => registry.find('student/hj'), 'not-found', 'there are: student/hi, student/th');
    await assertRejected(() => registry.find('student/hj', other), 'not-found', 'other "student/hj"', 'none yet');
    await assertRejected(() => registry.find('student/hi@prod'), 'not-found', 'aliases of student/hi: production');
    await assertRejected(
      () => registry.find(`student/hi@${unknownDigest}`),
      'not-found',
      `newest of student/hi: ${version.digest}`,
    );
    const absent = { name: 'student/hi', alias: 'x', digest: unknownDigest };
    await assertRejected(() => registry.setAlias(absent), 'not-found', version.digest);
    await assertRejected(
      () => registry.find('student/hi', other),
      'failed-precondition',
      'is a note, expected a other',
    );
  });

  it('refuses names, aliases, metadata, lineage and files that are none, and then stores nothing', async () => {
    using folder = temporaryFolder();
    const registry = openArtifacts({ directory: folder.path });
    for (const name of ['', '/a', 'a/', 'a//b', '../a', 'a/.b', 'a b', 'a~b', 'a@b', 'ä', 'a'.repeat(64)]) {
      await assertRejected(() => put(registry, name, 'x'), 'invalid-argument', 'name');
    }
    for (const name of ['student/zh-Hant', 'vocabulary/quick', 'a/b.c_d/0', Array(4).fill('a'.repeat(48)).join('/')]) {
      assert.equal((await put(registry, name, 'x')).version.name, name);
    }
    const before = (await registry.list()).artifacts.length;
    const base = { name: 'n', kind: note, metadata: { language: 'hi' } };
    const write = (folder: string) => {
      writeFileSync(path.join(folder, 'x'), '1');
      return Promise.resolve();
    };
    const wrong = { ...base, files: write, metadata: { language: 1 } as never };
    await assertRejected(() => registry.publish(wrong), 'invalid-argument', 'metadata.language', 'note');
    const inputs = [{ role: 'teacher', name: 't', digest: unknownDigest }];
    const orphan = { ...base, files: write, lineage: { inputs } };
    await assertRejected(() => registry.publish(orphan), 'failed-precondition', 'teacher', unknownDigest);
    const date = { ...base, files: write, kind: other, metadata: { at: new Date() } };
    await assertRejected(() => registry.publish(date), 'invalid-argument', 'metadata.at', 'Date');
    await assertRejected(
      () => registry.publish({ ...base, files: '/does/not/exist' }),
      'invalid-argument',
      '/does/not',
    );
    const none = { ...base, files: () => Promise.resolve() };
    await assertRejected(() => registry.publish(none), 'failed-precondition', 'needs a file');
    const failure = new Error('from the callback');
    await assert.rejects(registry.publish({ ...base, files: () => Promise.reject(failure) }), failure);
    const cancelled = { ...base, files: write, signal: AbortSignal.abort() };
    await assertRejected(() => registry.publish(cancelled), 'cancelled');
    const { version } = await put(registry, 'n', 'x');
    for (const alias of ['', 'A', 'a_b', 'deadbeef', 'a'.repeat(64)]) {
      const move = () => registry.setAlias({ name: 'n', alias, digest: version.digest });
      await assertRejected(move, 'invalid-argument', 'alias');
    }
    assert.equal((await registry.list()).artifacts.length, before + 1);
    assert.deepEqual(readdirSync(path.join(folder.path, 'staging')), []);
    assert.deepEqual(readdirSync(path.join(folder.path, 'tmp')), []);
  });
});
