import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { cp, readFile, rename, rm, truncate, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, it } from 'node:test';
import type { TestContext } from 'node:test';
import { fixture, fixtureJson } from '../../test/support/fixtures.ts';
import { encode, project } from '../../test/support/naive-encoder.ts';
import { assertRejected } from '@optical/testing/assert-rejected';
import { temporaryFolder } from '../../test/support/temporary-folder.ts';
import { SafetensorsFile } from '../safetensors/safetensors-file.ts';
import { writeSafetensors } from '../safetensors/write-safetensors.ts';
import type { FloatTensor } from '../safetensors/float-tensor.ts';
import { readEncoderCheckpoint } from './read-encoder-checkpoint.ts';

interface Expected {
  readonly ids: number[][];
  readonly attentionMask: number[][];
  readonly shape: [number, number, number];
  readonly lastHiddenState: number[];
  readonly projectedShape?: [number, number, number];
  readonly projected?: number[];
}

function assertRowsClose(actual: number[][], expected: number[], start: number): void {
  for (const [index, value] of actual.flat().entries()) {
    assert.ok(
      Math.abs(value - expected[start + index]!) < 2e-5,
      `element ${index}: ${value}, ${expected[start + index]!}`,
    );
  }
}

/** A copy of a fixture in which `change` has damaged something. */
async function damagedCopy(
  test: TestContext,
  name: string,
  change: (folder: string) => Promise<void>,
): Promise<string> {
  const folder = path.join(await temporaryFolder(test), name);
  await cp(fixture(name), folder, { recursive: true });
  await change(folder);
  return folder;
}

async function editJson(file: string, changes: Record<string, unknown>): Promise<void> {
  const value = JSON.parse(await readFile(file, 'utf8')) as object;
  await writeFile(file, JSON.stringify({ ...value, ...changes }));
}

async function editTensors(file: string, change: (tensors: Map<string, FloatTensor>) => void): Promise<void> {
  const tensors = new Map<string, FloatTensor>();
  {
    await using opened = await SafetensorsFile.open(file);
    for (const name of opened.tensors.keys()) tensors.set(name, await opened.readFloats(name));
  }
  change(tensors);
  await rm(file);
  await writeSafetensors(file, tensors);
}

describe('reading Hugging Face directories', () => {
  for (const name of ['tiny-bert', 'tiny-xlm-roberta', 'tiny-colbert', 'tiny-pylate']) {
    it(`puts the parameters of ${name} where they give the vectors of transformers`, async () => {
      const checkpoint = await readEncoderCheckpoint(fixture(name));
      const expected = fixtureJson(name, 'expected.json') as Expected;
      for (const [row, ids] of expected.ids.entries()) {
        const tokens = ids.filter((_, column) => expected.attentionMask[row]![column] === 1);
        const hidden = encode(checkpoint, tokens);
        assertRowsClose(hidden, expected.lastHiddenState, row * expected.shape[1] * expected.shape[2]);
        if (expected.projected === undefined) continue;
        const [, length, size] = expected.projectedShape!;
        assertRowsClose(project(checkpoint, hidden), expected.projected, row * length * size);
      }
    });
  }

  it('reads what belongs to a late-interaction model from either layout', async () => {
    const stanford = await readEncoderCheckpoint(fixture('tiny-colbert'));
    const pylate = await readEncoderCheckpoint(fixture('tiny-pylate'));
    assert.deepEqual(stanford.lateInteraction, pylate.lateInteraction);
    assert.equal(pylate.lateInteraction?.queryPrefix, '[Q] ');
    assert.equal(pylate.lateInteraction.skippedWords.length, 32);
    assert.equal(pylate.maximumLength, 16);
    assert.equal(pylate.tokenizer?.specialTokens.pad, '[PAD]');
    assert.equal(stanford.architecture.projectionSize, 16);
    assert.deepEqual(stanford.ignoredTensors, ['bert.pooler.dense.bias', 'bert.pooler.dense.weight']);
  });

  it('knows the two families apart', async () => {
    const { architecture, tokenizer } = await readEncoderCheckpoint(fixture('tiny-xlm-roberta'));
    assert.equal(architecture.family, 'xlm-roberta');
    assert.equal(architecture.positionOffset, 2);
    assert.equal(architecture.layerNormEps, 1e-5);
    assert.equal(tokenizer?.specialTokens.start, '<s>');
  });

  it('accepts the older names of normalisation parameters and any prefix', async (test) => {
    const folder = await damagedCopy(test, 'tiny-bert', (folder) =>
      editTensors(path.join(folder, 'model.safetensors'), (tensors) => {
        for (const [name, tensor] of [...tensors]) {
          tensors.delete(name);
          const older = name.replace('LayerNorm.weight', 'LayerNorm.gamma').replace('LayerNorm.bias', 'LayerNorm.beta');
          tensors.set(`roberta.model.${older}`, tensor);
        }
      }),
    );
    const { parameters } = await readEncoderCheckpoint(folder);
    assert.deepEqual(parameters, (await readEncoderCheckpoint(fixture('tiny-bert'))).parameters);
  });

  it('names the file when a description is not what it should be', async (test) => {
    const config = (changes: Record<string, unknown>) => (folder: string) =>
      editJson(path.join(folder, 'config.json'), changes);
    const cases = [
      [config({ hidden_size: '32' }), 'data-loss', 'hidden_size'],
      [config({ num_attention_heads: 5 }), 'failed-precondition', 'heads: 5 does not divide'],
      [config({ model_type: 'gpt2' }), 'unimplemented', 'model_type is "gpt2", expected one of bert'],
      [config({ hidden_act: 'silu' }), 'unimplemented', 'hidden_act is "silu"'],
      [config({ position_embedding_type: 'relative_key' }), 'unimplemented', 'expected "absolute"'],
      [config({ is_decoder: true }), 'unimplemented', 'is_decoder'],
      [(folder: string) => truncate(path.join(folder, 'config.json'), 100), 'data-loss', 'is not JSON'],
      [(folder: string) => rm(path.join(folder, 'config.json')), 'not-found', 'does not exist'],
      [(folder: string) => truncate(path.join(folder, 'config.json'), 2 ** 25), 'data-loss', 'at most 16777216'],
    ] as const;
    for (const [change, kind, part] of cases) {
      const folder = await damagedCopy(test, 'tiny-bert', change);
      await assertRejected(() => readEncoderCheckpoint(folder), kind, path.join(folder, 'config.json'), part);
    }
  });

  it('names file, tensor and expectation when the weights do not fit the configuration', async (test) => {
    const tensors = (change: (tensors: Map<string, FloatTensor>) => void) => (folder: string) =>
      editTensors(path.join(folder, 'model.safetensors'), change);
    const config = (changes: Record<string, unknown>) => (folder: string) =>
      editJson(path.join(folder, 'config.json'), changes);
    const word = 'embeddings.word_embeddings.weight';
    const key = 'encoder.layer.1.attention.self.key.bias';
    const cases = [
      [config({ vocab_size: 77 }), 'failed-precondition', word, '[76, 32], expected [77, 32]'],
      [
        config({ num_hidden_layers: 3 }),
        'failed-precondition',
        'encoder.layer.2.attention.self.query.weight',
        'missing',
      ],
      [config({ num_hidden_layers: 1 }), 'failed-precondition', 'encoder.layer.1.', 'no part of the 1 layers'],
      [tensors((all) => all.delete(key)), 'failed-precondition', key, 'missing among 36 tensors'],
      [tensors((all) => all.delete(word)), 'failed-precondition', word, '0 tensors'],
      [tensors((all) => all.set(`bert.${word}`, all.get(word)!)), 'failed-precondition', word, '2 tensors'],
      [
        tensors((all) => all.set('linear.weight', { shape: [2, 3], data: new Float32Array(6) })),
        'failed-precondition',
        '"linear.weight"',
        '[2, 3], expected [projection size, 32]',
      ],
    ] as const;
    for (const [change, kind, ...parts] of cases) {
      const folder = await damagedCopy(test, 'tiny-bert', change);
      await assertRejected(() => readEncoderCheckpoint(folder), kind, path.join(folder, 'model.safetensors'), ...parts);
    }
  });

  it('refuses weights that are not finite', async (test) => {
    const folder = await damagedCopy(test, 'tiny-bert', async (folder) => {
      const file = path.join(folder, 'model.safetensors');
      const bytes = await readFile(file);
      bytes.writeFloatLE(NaN, bytes.length - 4);
      await writeFile(file, bytes);
    });
    await assertRejected(
      () => readEncoderCheckpoint(folder),
      'data-loss',
      'model.safetensors',
      'is NaN, expected finite',
    );
  });

  it('names the shard that is missing, lacks a tensor or lies elsewhere', async (test) => {
    const index = 'model.safetensors.index.json';
    const [one, two] = ['model-00001-of-00003.safetensors', 'model-00002-of-00003.safetensors'];
    const map = (shard: string) => (folder: string) =>
      editJson(path.join(folder, index), { weight_map: { 'embeddings.LayerNorm.bias': shard } });
    const cases = [
      [(folder: string) => rm(path.join(folder, one)), 'not-found', one],
      [map(two), 'failed-precondition', two, '"embeddings.LayerNorm.bias"', 'is missing'],
      [map(`../${one}`), 'data-loss', index, '"embeddings.LayerNorm.bias"', 'plain file name'],
      [(folder: string) => rm(path.join(folder, index)), 'not-found', 'model.safetensors'],
    ] as const;
    for (const [change, kind, ...parts] of cases) {
      const folder = await damagedCopy(test, 'tiny-xlm-roberta', change);
      await assertRejected(() => readEncoderCheckpoint(folder), kind, ...parts);
    }
  });

  it('refuses modules that would change the vectors', async (test) => {
    const modules = (value: unknown) => (folder: string) =>
      writeFile(path.join(folder, 'modules.json'), JSON.stringify(value));
    const dense = (changes: Record<string, unknown>) => (folder: string) =>
      editJson(path.join(folder, '1_Dense', 'config.json'), changes);
    const transformer = { idx: 0, name: '0', path: '', type: 'sentence_transformers.models.Transformer' };
    const cases = [
      [dense({ bias: true }), 'unimplemented', 'bias true'],
      [dense({ use_residual: true }), 'unimplemented', 'residual true'],
      [dense({ activation_function: 'torch.nn.modules.activation.Tanh' }), 'unimplemented', 'Tanh'],
      [modules([{ ...transformer, type: 'sentence_transformers.models.LSTM' }]), 'unimplemented', 'LSTM'],
      [modules([transformer, transformer]), 'unimplemented', 'two modules of type Transformer'],
      [modules([{ ...transformer, path: '../elsewhere' }]), 'data-loss', 'leads out of the directory'],
      [(folder: string) => rename(path.join(folder, '1_Dense'), path.join(folder, 'gone')), 'not-found', '1_Dense'],
    ] as const;
    for (const [change, kind, part] of cases) {
      const folder = await damagedCopy(test, 'tiny-pylate', change);
      await assertRejected(() => readEncoderCheckpoint(folder), kind, folder, part);
    }
  });

  it('refuses a tokenizer with more tokens than the word table has rows', async (test) => {
    const folder = await damagedCopy(test, 'tiny-bert', (folder) =>
      editJson(path.join(folder, 'tokenizer.json'), { added_tokens: [{ id: 76, content: '[NEW]' }] }),
    );
    const parts = ['tokenizer.json', '"[NEW]" has id 76', 'has 76 rows'];
    await assertRejected(() => readEncoderCheckpoint(folder), 'failed-precondition', ...parts);
  });

  const realModel = path.join(import.meta.dirname, '../../../../../../shared/models/all-MiniLM-L6-v2');
  const skip = existsSync(realModel) ? false : 'all-MiniLM-L6-v2 is not beside the checkout';
  it('reads a real checkpoint', { skip }, async () => {
    const { architecture, parameters, tokenizer, ignoredTensors } = await readEncoderCheckpoint(realModel);
    assert.equal(architecture.hiddenSize, 384);
    assert.equal(parameters.size, 5 + 16 * 6);
    assert.deepEqual(parameters.get('embeddings.word')?.shape, [30522, 384]);
    assert.deepEqual(tokenizer?.specialTokens.mask, '[MASK]');
    assert.deepEqual(ignoredTensors, []);
  });
});
