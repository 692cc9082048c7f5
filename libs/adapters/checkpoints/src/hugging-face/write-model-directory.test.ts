import assert from 'node:assert/strict';
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, it } from 'node:test';
import { fixture } from '../../test/support/fixtures.ts';
import { assertRejected } from '@optical/testing/assert-rejected';
import { temporaryFolder } from '../../test/support/temporary-folder.ts';
import { SafetensorsFile } from '../safetensors/safetensors-file.ts';
import type { EncoderCheckpoint } from './encoder-checkpoint.ts';
import { readEncoderCheckpoint } from './read-encoder-checkpoint.ts';
import { sequenceLayout } from './sequence-layout.ts';
import { writeModelDirectory } from './write-model-directory.ts';

async function original(name: string): Promise<EncoderCheckpoint> {
  const { ignoredTensors, ...checkpoint } = await readEncoderCheckpoint(fixture(name));
  assert.ok(ignoredTensors.length <= 2);
  return checkpoint;
}

async function readJson(...names: string[]): Promise<unknown> {
  return JSON.parse(await readFile(path.join(...names), 'utf8'));
}

describe('writing model directories', () => {
  for (const name of ['tiny-bert', 'tiny-xlm-roberta', 'tiny-colbert', 'tiny-pylate']) {
    it(`gives back ${name} with all that belongs to it`, async (test) => {
      const directory = path.join(await temporaryFolder(test), name);
      const checkpoint = await original(name);
      await writeModelDirectory(directory, checkpoint);
      const { ignoredTensors, maximumLength, ...written } = await readEncoderCheckpoint(directory);
      const { maximumLength: length, ...expected } = checkpoint;
      assert.deepEqual(written, expected);
      assert.deepEqual(ignoredTensors, []);
      assert.equal(maximumLength, checkpoint.lateInteraction === undefined ? undefined : (length ?? 16));
    });
  }

  it('has the files that PyLate looks for, as PyLate writes them', async (test) => {
    const directory = path.join(await temporaryFolder(test), 'pylate');
    await writeModelDirectory(directory, await original('tiny-pylate'));
    assert.deepEqual(await readJson(directory, 'modules.json'), await readJson(fixture('tiny-pylate', 'modules.json')));
    const dense = (await readJson(fixture('tiny-pylate', '1_Dense', 'config.json'))) as { use_residual: boolean };
    assert.deepEqual(
      { ...((await readJson(directory, '1_Dense', 'config.json')) as object), use_residual: false },
      dense,
    );
    const settings = (await readJson(directory, 'config_sentence_transformers.json')) as object;
    const theirs = (await readJson(fixture('tiny-pylate', 'config_sentence_transformers.json'))) as object;
    assert.deepEqual(
      Object.keys(settings).sort(),
      Object.keys(theirs)
        .filter((key) => key !== '__version__')
        .sort(),
    );
    await using weights = await SafetensorsFile.open(path.join(directory, 'model.safetensors'));
    assert.equal(weights.metadata.get('format'), 'pt');
  });

  it('stores half precision and an ONNX model when asked to', async (test) => {
    const directory = path.join(await temporaryFolder(test), 'half');
    const checkpoint = await original('tiny-pylate');
    await writeModelDirectory(directory, checkpoint, { dtype: 'F16', onnxModel: Uint8Array.of(8, 9, 10) });
    for (const file of ['model.safetensors', '1_Dense/model.safetensors']) {
      await using opened = await SafetensorsFile.open(path.join(directory, file));
      for (const { dtype } of opened.tensors.values()) assert.equal(dtype, 'F16');
    }
    assert.deepEqual((await readEncoderCheckpoint(directory)).parameters, checkpoint.parameters);
    assert.deepEqual([...(await readFile(path.join(directory, 'onnx', 'model.onnx')))], [8, 9, 10]);
  });

  it('gives an identity projection to late interaction without one, since PyLate would add a random one', async (test) => {
    const directory = path.join(await temporaryFolder(test), 'identity');
    const { lateInteraction } = await original('tiny-pylate');
    await writeModelDirectory(directory, { ...(await original('tiny-bert')), lateInteraction: lateInteraction! });
    const { architecture, parameters } = await readEncoderCheckpoint(directory);
    assert.equal(architecture.projectionSize, 32);
    const { data } = parameters.get('projection.weight')!;
    for (const [index, value] of data.entries()) assert.equal(value, index % 33 === 0 ? 1 : 0);
  });

  it('gives back the pooling of a text vector model, with and without projection', async (test) => {
    const folder = await temporaryFolder(test);
    const { lateInteraction, ...colbert } = await original('tiny-colbert');
    assert.notEqual(lateInteraction, undefined);
    for (const [index, base] of [await original('tiny-xlm-roberta'), colbert].entries()) {
      for (const textVector of [
        { pooling: 'mean', normalize: true },
        { pooling: 'cls', normalize: false },
      ] as const) {
        const directory = path.join(folder, `${index}-${textVector.pooling}`);
        await writeModelDirectory(directory, { ...base, textVector });
        const written = await readEncoderCheckpoint(directory);
        assert.deepEqual(written.textVector, textVector);
        assert.deepEqual(written.architecture, base.architecture);
        assert.deepEqual(written.parameters, base.parameters);
      }
    }
  });

  it('leaves nothing behind when it fails, and never writes over a directory', async (test) => {
    const folder = await temporaryFolder(test);
    const directory = path.join(folder, 'model');
    const checkpoint = await original('tiny-bert');
    const position = checkpoint.parameters.get('embeddings.position')!;
    const infinite = { ...position, data: position.data.with(3, Infinity) };
    const broken = {
      ...checkpoint,
      parameters: new Map([...checkpoint.parameters, ['embeddings.position', infinite]]),
    };
    const parts = ['"embeddings.position_embeddings.weight"', 'element 3 is Infinity'];
    await assertRejected(() => writeModelDirectory(directory, broken), 'out-of-range', ...parts);
    assert.deepEqual(await readdir(folder), []);
    await writeModelDirectory(directory, checkpoint);
    await assertRejected(() => writeModelDirectory(directory, checkpoint), 'already-exists', directory);
    assert.deepEqual(await readdir(folder), ['model']);
  });

  it('refuses what transformers does not have or what does not fit together', async (test) => {
    const directory = path.join(await temporaryFolder(test), 'model');
    const bert = await original('tiny-bert');
    const colbert = await original('tiny-colbert');
    const { architecture, parameters, tokenizer } = bert;
    const { lateInteraction, ...projected } = colbert;
    const withoutTokenizer = {
      architecture: colbert.architecture,
      parameters: colbert.parameters,
      lateInteraction: lateInteraction!,
    };
    const word = parameters.get('embeddings.word')!;
    const cases = [
      [{ ...bert, architecture: { ...architecture, normalization: 'pre' } }, 'unimplemented', 'normalization pre'],
      [{ ...bert, architecture: { ...architecture, positionOffset: 2 } }, 'unimplemented', 'positionOffset 2'],
      [
        { ...bert, architecture: { ...architecture, vocabularySize: 75 } },
        'failed-precondition',
        '"embeddings.word"',
        '[76, 32], expected [75, 32]',
      ],
      [
        { ...bert, parameters: new Map([['embeddings.word', word]]) },
        'failed-precondition',
        '"embeddings.position"',
        'is missing',
      ],
      [
        { ...bert, parameters: new Map([...parameters, ['norm.weight', word]]) },
        'failed-precondition',
        '"norm.weight"',
        'no parameter',
      ],
      [withoutTokenizer, 'failed-precondition', 'needs a tokenizer.json'],
      [projected, 'failed-precondition', 'projection.weight', 'lateInteraction or textVector'],
      [
        { ...colbert, lateInteraction: { ...lateInteraction!, queryPrefix: '[Query]' } },
        'failed-precondition',
        '"[Query]"',
      ],
      [{ ...bert, tokenizer: { ...tokenizer!, json: new TextEncoder().encode('{}') } }, 'data-loss', 'tokenizer.json'],
    ] as const;
    for (const [checkpoint, kind, ...parts] of cases) {
      await assertRejected(() => writeModelDirectory(directory, checkpoint), kind, ...parts);
    }
  });
});

describe('the sequence layout of a late-interaction model', () => {
  it('has the ids of its tokenizer', async () => {
    const { tokenizer, lateInteraction } = await original('tiny-colbert');
    const layout = sequenceLayout(tokenizer!, lateInteraction!);
    assert.deepEqual(layout, {
      startTokenId: 2,
      endTokenId: 3,
      maskTokenId: 4,
      queryMarkerId: 5,
      passageMarkerId: 6,
      queryLength: 8,
      passageLength: 12,
      queryAugmentation: true,
      attendToMaskTokens: false,
      skippedTokenIds: new Set(),
    });
    const plain = { ...lateInteraction!, queryPrefix: '', documentPrefix: '', skippedWords: ['a', 'nowhere'] };
    const { queryMarkerId, skippedTokenIds } = sequenceLayout(tokenizer!, plain);
    assert.equal(queryMarkerId, undefined);
    assert.equal(skippedTokenIds.size, 1);
  });
});
