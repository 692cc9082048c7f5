import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import { modelKind } from '@optical/artifacts';
import type { ModelMetadata } from '@optical/artifacts';
import { readEncoderCheckpoint } from '@optical/checkpoints';
import type { ImportModelRequest } from '@optical/contracts/teacher';
import { buildEncodeModel } from '@optical/encoder';
import type { ErrorKind } from '@optical/errors';
import { assertRejected } from '@optical/testing/assert-rejected';
import { temporaryFolder } from '@optical/testing';
import { serveModels, tinyModels } from './support/serve-models.ts';
import type { ServedModels } from './support/serve-models.ts';

const loaded = new Set<string>();
let served: ServedModels;
before(async () => {
  served = await serveModels((digest) => loaded.has(digest));
});
after(() => served[Symbol.asyncDispose]());

const importTiny = (name: string, directory: string) => served.client.importModel({ name, directory });

/** Registers a model that nobody loads: `text` is all there is to it. */
const register = async (name: string, text: string, described: Partial<ModelMetadata> = {}, lineage = {}) => {
  const { metadata } = await served.artifacts.find('teacher/bert', modelKind);
  const { version } = await served.artifacts.publish({
    name,
    kind: modelKind,
    files: (folder) => writeFile(path.join(folder, 'text'), text),
    metadata: { ...metadata, ...described },
    lineage,
  });
  return { name, digest: version.digest };
};

/** Writes what an export streams, checking that it is what FileChunk promises. */
async function receive(request: Parameters<ServedModels['client']['exportModel']>[0], target: string) {
  const files = new Map<string, { parts: Buffer[]; length: number; total: number }>();
  for await (const { chunk } of served.client.exportModel(request)) {
    assert.ok(chunk !== null && chunk.data.length <= 2 ** 20);
    const file = files.get(chunk.path) ?? { parts: [], length: 0, total: chunk.totalBytes };
    if (!files.has(chunk.path)) assert.notEqual(chunk.mediaType, '');
    files.set(chunk.path, file);
    assert.equal(chunk.offset, file.length);
    file.parts.push(Buffer.from(chunk.data));
    file.length += chunk.data.length;
    const isLast = file.length === file.total;
    const digest = createHash('sha256').update(Buffer.concat(file.parts)).digest('hex');
    assert.equal(chunk.digest, isLast ? digest : '');
    if (!isLast) continue;
    mkdirSync(path.dirname(path.join(target, chunk.path)), { recursive: true });
    writeFileSync(path.join(target, chunk.path), Buffer.concat(file.parts));
  }
  return [...files.keys()];
}

describe('model registry', () => {
  it('imports a directory below the configured folder and describes it', async () => {
    const request = {
      name: 'teacher/bert',
      directory: 'tiny-bert',
      languages: ['EN', 'zh-hant'],
      queryTokens: 8,
      queryAugmentation: true,
    };
    const { model } = await served.client.importModel(request);
    assert.equal(model?.kind, 'MODEL_KIND_TEACHER');
    assert.deepEqual(model.languages, ['en', 'zh-Hant']);
    const { queryTokens, queryAugmentation, layers, hiddenSize, family } = model.architecture!;
    assert.deepEqual(
      { queryTokens, queryAugmentation, layers, hiddenSize, family },
      { queryTokens: 8, queryAugmentation: true, layers: 2, hiddenSize: 32, family: 'bert' },
    );
    assert.match(model.space!.fingerprint, /^[0-9a-f]{64}$/);
    assert.equal(model.loaded, false);
    const again = await served.client.importModel(request);
    assert.equal(again.model!.version!.digest, model.version!.digest);

    loaded.add(model.version!.digest);
    const described = await served.client.describeModel({ model: `teacher/bert@${model.version!.digest}` });
    assert.equal(described.model!.loaded, true);
  });

  it('refuses names, directories, kinds, languages and lengths that are none, naming the field', async () => {
    const base = { name: 'teacher/x', directory: 'tiny-bert' };
    const cases: [ImportModelRequest, ErrorKind, string][] = [
      [{ ...base, name: 'Teacher X' }, 'invalid-argument', 'name'],
      [{ ...base, directory: '' }, 'invalid-argument', 'directory'],
      [{ ...base, directory: '../../package.json' }, 'invalid-argument', 'leads out'],
      [{ ...base, directory: '/etc' }, 'invalid-argument', 'leads out'],
      [{ ...base, directory: 'no-such-model' }, 'not-found', 'no-such-model'],
      [{ ...base, kind: 'MODEL_KIND_STUDENT' }, 'invalid-argument', 'kind'],
      [{ ...base, languages: ['en', 'not a tag'] }, 'invalid-argument', 'languages[1]'],
      [{ ...base, queryTokens: 3, passageTokens: 600 }, 'invalid-argument', 'query_tokens: 3'],
      [{ ...base, passageTokens: 512 }, 'invalid-argument', 'passage_tokens: 512'],
    ];
    for (const [request, kind, part] of cases) {
      await assertRejected(() => served.client.importModel(request), kind, part);
    }
    await assertRejected(() => served.client.describeModel({ model: 'teacher/x' }), 'not-found', 'teacher/x');
    await assertRejected(() => served.client.describeModel({ model: '' }), 'invalid-argument', 'name');
  });

  it('lists models newest first, by kind, name and language, page by page', async () => {
    const { name, digest } = await register('listed/teacher', 'a');
    await register('listed/base', 'a', { purpose: 'base' });
    const lineage = {
      inputs: [{ role: 'teacher', name, digest }],
      jobId: 'job-1',
      step: 80,
      seed: 7,
      codeVersion: '0.1.0',
    };
    await register('listed/student/hi', 'a', { purpose: 'student', languages: ['hi'] }, lineage);
    const all = await served.client.listModels({ namePrefix: 'listed/' });
    const names = (page: typeof all) => page.models.map(({ version }) => version!.name);
    assert.deepEqual(names(all), ['listed/student/hi', 'listed/base', 'listed/teacher']);
    assert.equal(all.models[0]!.lineage!.teacher!.digest, digest);
    assert.equal(all.models[0]!.lineage!.step, 80);
    assert.deepEqual(names(await served.client.listModels({ namePrefix: 'listed/', kind: 'MODEL_KIND_BASE' })), [
      'listed/base',
    ]);
    assert.deepEqual(names(await served.client.listModels({ namePrefix: 'listed/', language: 'HI' })), [
      'listed/student/hi',
    ]);
    const first = await served.client.listModels({ namePrefix: 'listed/', pageSize: 2 });
    assert.deepEqual(names(first), names(all).slice(0, 2));
    const request = { namePrefix: 'listed/', pageSize: 2, pageToken: first.nextPageToken };
    const second = await served.client.listModels(request);
    assert.deepEqual([names(second), second.nextPageToken], [names(all).slice(2), '']);
    const others = () => served.client.listModels({ ...request, language: 'hi' });
    await assertRejected(others, 'invalid-argument', 'page_token');
    await assertRejected(() => served.client.listModels({ pageSize: 501 }), 'invalid-argument', 'page_size');
  });

  it('moves an alias, refuses a stale move, and moves it back', async () => {
    const name = 'moved/model';
    const { digest: older } = await register(name, 'older');
    const { digest: newer } = await register(name, 'newer');
    await served.client.promoteModel({ name, digest: older });
    const { alias } = await served.client.promoteModel({ name, digest: newer, expectedDigest: older });
    assert.deepEqual([alias!.alias, alias!.digest, alias!.previousDigest], ['production', newer, older]);
    const { model } = await served.client.describeModel({ model: `${name}@production` });
    assert.deepEqual([model!.version!.alias, model!.version!.digest], ['production', newer]);
    assert.equal(model!.aliases.length, 1);
    const stale = () => served.client.promoteModel({ name, digest: older, expectedDigest: older });
    await assertRejected(stale, 'aborted', newer);
    await assertRejected(() => served.client.rollbackModel({ name }), 'invalid-argument', 'expected_digest');
    const back = await served.client.rollbackModel({ name, expectedDigest: newer });
    assert.deepEqual([back.alias!.digest, back.alias!.previousDigest], [older, '']);
    await assertRejected(() => served.client.rollbackModel({ name, expectedDigest: newer }), 'aborted', older);
    const nowhere = () => served.client.rollbackModel({ name, expectedDigest: older });
    await assertRejected(nowhere, 'failed-precondition', 'no earlier version');
    const absent = () => served.client.promoteModel({ name, digest: '0'.repeat(64) });
    await assertRejected(absent, 'not-found', newer);
  });

  it('exports the ONNX model of the checkpoint with its tokenizer', async () => {
    using folder = temporaryFolder();
    await importTiny('exported/pylate', 'tiny-pylate');
    const files = await receive({ model: 'exported/pylate', format: 'EXPORT_FORMAT_ONNX' }, folder.path);
    assert.deepEqual(files, ['model.onnx', 'tokenizer.json']);
    const { architecture, parameters } = await readEncoderCheckpoint(path.join(tinyModels, 'tiny-pylate'));
    const expected = createHash('sha256').update(buildEncodeModel(architecture, parameters)).digest('hex');
    const got = createHash('sha256')
      .update(readFileSync(path.join(folder.path, 'model.onnx')))
      .digest('hex');
    assert.equal(got, expected);
    assert.deepEqual(readdirSync(path.join(served.folder, 'teacher', 'exports')), []);
  });

  it('exports a directory with the same parameters and settings, which PyLate opens', async () => {
    using folder = temporaryFolder();
    await receive({ model: 'teacher/bert', format: 'EXPORT_FORMAT_HUGGING_FACE' }, folder.path);
    const original = await readEncoderCheckpoint(path.join(tinyModels, 'tiny-bert'));
    const exported = await readEncoderCheckpoint(folder.path);
    for (const [name, { data }] of original.parameters) assert.deepEqual(exported.parameters.get(name)!.data, data);
    assert.equal(exported.lateInteraction!.queryLength, 8);
    assert.ok(existsSync(path.join(folder.path, '1_Dense', 'model.safetensors')));
  });

  it('refuses to export what is no model, in no format, or damaged', async () => {
    using folder = temporaryFolder();
    const model = 'exported/pylate';
    const { manifest } = await served.artifacts.find(model, modelKind);
    const { sha256 } = manifest.files.find(({ path }) => path === 'model.safetensors')!;
    const format = 'EXPORT_FORMAT_ONNX' as const;
    await assertRejected(() => receive({ model }, folder.path), 'invalid-argument', 'format');
    await assertRejected(() => receive({ model: 'exported/none', format }, folder.path), 'not-found', model);
    const blob = path.join(served.folder, 'artifacts', 'blobs', sha256.slice(0, 2), sha256);
    const bytes = readFileSync(blob);
    bytes[bytes.length >> 1]! ^= 1;
    chmodSync(blob, 0o644);
    writeFileSync(blob, bytes);
    await assertRejected(() => receive({ model, format }, folder.path), 'data-loss', 'model.safetensors', sha256);
    await importTiny(model, 'tiny-pylate');
    assert.equal((await receive({ model, format }, folder.path)).length, 2);
  });
});
