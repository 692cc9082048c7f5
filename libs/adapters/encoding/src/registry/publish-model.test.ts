import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, it } from 'node:test';
import { lineageRoles, modelKind, openArtifacts } from '@optical/artifacts';
import { readEncoderCheckpoint } from '@optical/checkpoints';
import { temporaryFolder } from '@optical/testing';
import { assertRejected } from '@optical/testing/assert-rejected';
import { tinyModel } from '../../test/support/fixtures.ts';
import { openEncoder } from '../open-encoder.ts';
import { readReference } from '../reference/reference-file.ts';
import { checkReference } from '../reference/reference-vectors.ts';
import { publishModel } from './publish-model.ts';

const teacher = { name: 'teacher/tiny', purpose: 'teacher', languages: ['en'] } as const;

describe('publishModel', () => {
  it('keeps the weights of a directory as they are and makes the settings part of it', async () => {
    using folder = temporaryFolder();
    const artifacts = openArtifacts({ directory: folder.path });
    const retrieval = { queryTokens: 8, queryAugmentation: true };
    const { version } = await publishModel(artifacts, { ...teacher, source: tinyModel('tiny-bert'), retrieval });
    const { directory, metadata } = await artifacts.resolve('teacher/tiny', modelKind);
    const weights = 'model.safetensors';
    assert.ok(
      readFileSync(path.join(directory, weights)).equals(readFileSync(path.join(tinyModel('tiny-bert'), weights))),
    );
    assert.equal(metadata.retrieval.queryTokens, 8);
    assert.equal(metadata.space.dims, 32);
    assert.equal(metadata.architecture.parameters, parametersOf(await readEncoderCheckpoint(directory)));
    const encoder = await openEncoder({ directory });
    assert.equal(encoder.description.layout.queryLength, 8);
    assert.equal(encoder.description.layout.queryAugmentation, true);
    assert.equal(encoder.description.fingerprint, metadata.space.fingerprint);
    assert.equal(
      await checkReference(encoder, await readReference(path.join(directory, metadata.referenceFile!))),
      0,
      'the reference vectors are those of the stored model',
    );
    await encoder.close();
    const again = await publishModel(artifacts, { ...teacher, source: tinyModel('tiny-bert'), retrieval });
    assert.deepEqual(again.version, version);
  });

  it('stores a checkpoint in memory so that it gives the same vectors, with a projection and without', async () => {
    using folder = temporaryFolder();
    const artifacts = openArtifacts({ directory: folder.path });
    for (const name of ['tiny-bert', 'tiny-pylate']) {
      const checkpoint = await readEncoderCheckpoint(tinyModel(name));
      await publishModel(artifacts, { ...teacher, source: checkpoint });
      const { directory, metadata } = await artifacts.resolve('teacher/tiny', modelKind);
      const stored = await readEncoderCheckpoint(directory);
      assert.deepEqual(stored.parameters, checkpoint.parameters);
      assert.equal(stored.maximumLength, checkpoint.maximumLength);
      const direct = await openEncoder({ checkpoint });
      assert.equal(metadata.space.fingerprint, direct.description.fingerprint);
      assert.deepEqual(
        [metadata.retrieval.queryTokens, metadata.retrieval.passageTokens],
        [direct.description.layout.queryLength, direct.description.layout.passageLength],
      );
      await direct.close();
    }
  });

  it("gives a student its teacher's space, and asks for the teacher", async () => {
    using folder = temporaryFolder();
    const artifacts = openArtifacts({ directory: folder.path });
    const source = tinyModel('tiny-bert');
    const published = await publishModel(artifacts, { ...teacher, source });
    const { fingerprint } = published.metadata.space;
    const inputs = [{ role: lineageRoles.teacher, name: 'teacher/tiny', digest: published.version.digest }];
    const checkpoint = await readEncoderCheckpoint(tinyModel('tiny-xlm-roberta'));
    const student = { name: 'student/hi', purpose: 'student', languages: ['hi'], source: checkpoint } as const;
    const { metadata } = await publishModel(artifacts, { ...student, fingerprint, lineage: { inputs } });
    assert.equal(metadata.space.fingerprint, fingerprint);
    await assertRejected(() => publishModel(artifacts, student), 'invalid-argument', 'fingerprint');
    await assertRejected(() => publishModel(artifacts, { ...student, fingerprint }), 'invalid-argument', 'lineage');
  });

  it('registers nothing when the model is not sound or does not allow the lengths', async () => {
    using folder = temporaryFolder();
    const artifacts = openArtifacts({ directory: folder.path });
    const base = { ...teacher, source: tinyModel('tiny-bert') };
    const long = { ...base, retrieval: { passageTokens: 4096 } };
    await assertRejected(() => publishModel(artifacts, long), 'invalid-argument', 'passage_tokens', '4096');
    await assertRejected(() => publishModel(artifacts, { ...base, source: folder.path }), 'not-found', 'config.json');
    assert.deepEqual((await artifacts.list()).artifacts, []);
  });
});

function parametersOf({ parameters }: { parameters: ReadonlyMap<string, { data: Float32Array }> }): number {
  return [...parameters.values()].reduce((sum, { data }) => sum + data.length, 0);
}
