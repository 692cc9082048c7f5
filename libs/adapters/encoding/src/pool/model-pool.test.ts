import assert from 'node:assert/strict';
import { chmod, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, it } from 'node:test';
import type { TestContext } from 'node:test';
import { modelKind, openArtifacts } from '@optical/artifacts';
import type { ArtifactRegistry } from '@optical/artifacts';
import { readEncoderCheckpoint } from '@optical/checkpoints';
import { initialiseParameters } from '@optical/encoder';
import { failedPrecondition } from '@optical/errors';
import { temporaryFolder, until } from '@optical/testing';
import { assertRejected } from '@optical/testing/assert-rejected';
import { tinyModel } from '../../test/support/fixtures.ts';
import { publishModel, referenceFileName } from '../registry/publish-model.ts';
import { readReference, writeReference } from '../reference/reference-file.ts';
import { ModelPool } from './model-pool.ts';
import type { ModelPoolOptions } from './model-pool.ts';

const tiny = await readEncoderCheckpoint(tinyModel('tiny-bert'));

/** Registers a tiny model with random weights. @returns its digest */
async function publish(artifacts: ArtifactRegistry, name: string, seed: number): Promise<string> {
  const source = { ...tiny, parameters: initialiseParameters(tiny.architecture, seed) };
  const { version } = await publishModel(artifacts, { name, purpose: 'teacher', languages: ['en'], source });
  return version.digest;
}

/** Registers a sound model with the vectors of another one. @returns its digest */
async function publishWithWrongVectors(artifacts: ArtifactRegistry, name: string): Promise<string> {
  const spare = 'teacher/spare';
  await publish(artifacts, spare, 2);
  const { directory, metadata } = await artifacts.resolve(spare, modelKind);
  const { version } = await artifacts.publish({
    name,
    kind: modelKind,
    files: directory,
    metadata: async (folder) => {
      const file = path.join(folder, referenceFileName);
      const { dims, cases } = await readReference(file);
      await rm(file);
      await writeReference(file, {
        dims,
        cases: cases.map((text) => ({ ...text, vectors: text.vectors.toReversed() })),
      });
      return metadata;
    },
  });
  return version.digest;
}

function setUp(test: TestContext, options: Partial<ModelPoolOptions> = {}) {
  const folder = temporaryFolder();
  const artifacts = openArtifacts({ directory: folder.path });
  const rejected: unknown[] = [];
  const evicted: string[] = [];
  const pool = new ModelPool({
    artifacts,
    memoryLimitBytes: 0,
    encoder: { threads: 1, batchTokens: 128 },
    observer: {
      onReject: (_version, error) => rejected.push(error),
      onEvict: ({ name }) => evicted.push(name),
    },
    ...options,
  });
  test.after(async () => {
    await pool.close();
    folder[Symbol.dispose]();
  });
  const encode = (reference: string) =>
    pool.use(reference, async ({ version, encoder }) => {
      const { texts } = await encoder.encode([[8, 9, 10]], { role: 'query' });
      return { digest: version.digest, vectors: texts[0]!.vectors };
    });
  return { artifacts, pool, encode, rejected, evicted };
}

describe('the model pool', () => {
  it('loads what is asked for once, however many ask', async (test) => {
    let loads = 0;
    const { artifacts, pool, encode } = setUp(test, { observer: { onLoad: () => (loads += 1) } });
    const digest = await publish(artifacts, 'teacher/a', 1);
    const results = await Promise.all(['teacher/a', 'teacher/a', `teacher/a@${digest.slice(0, 12)}`].map(encode));
    assert.equal(loads, 1);
    for (const result of results) assert.deepEqual(result, results[0]);
    assert.deepEqual(
      pool.loaded.map(({ version }) => version.digest),
      [digest],
    );
    await assertRejected(() => encode('teacher/b'), 'not-found', 'teacher/b', 'teacher/a');
    await assertRejected(() => encode('no name!'), 'invalid-argument', 'no name!');
  });

  it('prepares a model before it serves and refuses one that cannot be', async (test) => {
    const prepared: number[] = [];
    const { artifacts, pool, encode } = setUp(test, {
      prepare: ({ description }) => {
        if (prepared.push(description.tokenizer.json.length) > 1) throw failedPrecondition('no tokenizer');
      },
    });
    await publish(artifacts, 'teacher/a', 1);
    await publish(artifacts, 'teacher/b', 2);
    await Promise.all([encode('teacher/a'), encode('teacher/a')]);
    assert.equal(prepared.length, 1);
    await assertRejected(() => encode('teacher/b'), 'failed-precondition', 'no tokenizer');
    assert.equal(pool.loaded.length, 1);
  });

  it('follows an alias under load without a failed call, and lets the old version finish', async (test) => {
    const { artifacts, pool, encode } = setUp(test);
    const digests = [await publish(artifacts, 'teacher/a', 1), await publish(artifacts, 'teacher/a', 2)];
    const promote = (index: number) =>
      artifacts.setAlias({ name: 'teacher/a', alias: 'production', digest: digests[index % 2]! });
    await promote(0);
    const expected = new Map<string, Float32Array>();
    for (const digest of digests) expected.set(digest, (await encode(`teacher/a@${digest}`)).vectors);
    const seen = new Set<string>();
    let calls = 0;
    let done = false;
    const caller = async (): Promise<void> => {
      while (!done) {
        const { digest, vectors } = await encode('teacher/a@production');
        assert.deepEqual(vectors, expected.get(digest));
        seen.add(digest);
        calls += 1;
      }
    };
    const callers = Array.from({ length: 8 }, caller);
    for (let swap = 1; swap <= 4; swap++) {
      await promote(swap);
      await pool.refresh();
      const { digest } = await encode('teacher/a@production');
      assert.equal(digest, digests[swap % 2]);
    }
    done = true;
    await Promise.all(callers);
    assert.deepEqual([...seen].sort(), [...digests].sort());
    assert.ok(calls > 20, `${calls} calls`);
  });

  it('keeps the old version when the new one is damaged or not what was stored', async (test) => {
    const { artifacts, pool, encode, rejected } = setUp(test);
    const good = await publish(artifacts, 'teacher/a', 1);
    await artifacts.setAlias({ name: 'teacher/a', alias: 'production', digest: good });
    const before = await encode('teacher/a@production');

    const wrong = await publishWithWrongVectors(artifacts, 'teacher/a');
    await artifacts.setAlias({ name: 'teacher/a', alias: 'production', digest: wrong });
    await pool.refresh();
    assert.match(String(rejected[0]), /differ from the stored reference/);
    assert.deepEqual(await encode('teacher/a@production'), before);
    await assertRejected(() => pool.load('teacher/a@production'), 'failed-precondition', 'differ');
    await pool.refresh();
    assert.equal(rejected.length, 1, 'a refused version is not tried again at once');
    assert.deepEqual(await encode('teacher/a@production'), before);

    // A file that was changed on the disk.
    const later = await publish(artifacts, 'teacher/a', 3);
    const copy = await artifacts.resolve(`teacher/a@${later}`);
    const file = path.join(copy.directory, 'model.safetensors');
    const bytes = await readFile(file);
    bytes[bytes.length - 9]! ^= 64;
    await chmod(file, 0o644);
    await writeFile(file, bytes);
    await artifacts.setAlias({ name: 'teacher/a', alias: 'production', digest: later });
    await pool.refresh();
    assert.equal(rejected.length, 2);
    assert.deepEqual(await encode('teacher/a@production'), before);
  });

  it('replaces by hand: says what was replaced and how near the stored vectors are', async (test) => {
    const { artifacts, pool } = setUp(test);
    const first = await publish(artifacts, 'teacher/a', 1);
    assert.equal((await pool.load('teacher/a')).replaced, undefined);
    const second = await publish(artifacts, 'teacher/a', 2);
    const { version, replaced, referenceDifference } = await pool.load('teacher/a');
    assert.deepEqual([version.digest, replaced?.digest, referenceDifference], [second, first, 0]);
    const back = await pool.load(`teacher/a@${first}`);
    assert.equal(back.replaced?.digest, undefined, 'the newest version goes on serving its followers');
    assert.equal(pool.loaded.length, 2);
    assert.equal(await pool.unload(`teacher/a@${first}`), true);
    assert.equal(await pool.unload('teacher/a'), true);
    assert.equal(await pool.unload('teacher/a'), false);
    assert.equal(pool.loaded.length, 0);
  });

  it('does not ask the store what a digest means while its model is in memory', async (test) => {
    const { artifacts, pool, encode } = setUp(test);
    const digest = await publish(artifacts, 'teacher/a', 1);
    const reference = `teacher/a@${digest}`;
    const before = await encode(reference);
    await artifacts.remove('teacher/a', digest);
    assert.deepEqual(await encode(reference), before);
    await assertRejected(() => encode(`teacher/b@${digest}`), 'not-found', 'teacher/b');
    await pool.close();
    await assertRejected(() => encode(reference), 'not-found', 'teacher/a');
  });

  it('makes room by letting the least recently used go, and refuses when all are in use', async (test) => {
    const limit = { memoryLimitBytes: 65 * 2 ** 20, encoder: { threads: 1, batchTokens: 16 } };
    const { artifacts, pool, encode, evicted } = setUp(test, limit);
    for (const [index, name] of ['teacher/a', 'teacher/b', 'teacher/c'].entries())
      await publish(artifacts, name, index);
    await encode('teacher/a');
    await encode('teacher/b');
    await encode('teacher/a');
    await encode('teacher/c');
    assert.deepEqual(evicted, ['teacher/b']);
    assert.deepEqual(
      pool.loaded.map(({ version }) => version.name),
      ['teacher/a', 'teacher/c'],
    );
    const release = Promise.withResolvers<undefined>();
    const held = ['teacher/a', 'teacher/c'].map((name) => pool.use(name, () => release.promise));
    await until('both are in use', () => pool.loaded.length === 2);
    await assertRejected(() => encode('teacher/b'), 'exhausted', 'teacher/b needs', '65 MiB', 'teacher/a', 'teacher/c');
    release.resolve(undefined);
    await Promise.all(held);
    assert.equal((await encode('teacher/b')).vectors.length, 160);
  });
});
