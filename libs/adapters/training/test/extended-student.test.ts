import assert from 'node:assert/strict';
import { test } from 'node:test';
import { extendTokenizer, parseTokenizerJson, tokenIds } from '@optical/checkpoints';
import { temporaryFolder } from '@optical/testing';
import { loadTokenizer } from '@optical/tokenizers';
import { inProcessPrograms, planTraining, runTraining } from '../src/index.ts';
import type { AlignedInitialization } from '../src/index.ts';
import { specOf, studentTask, tinyWorld, wordTokenizer } from './tiny-world.ts';

const tuning = { threads: 1 };
const aligned = studentTask.initialization as AlignedInitialization;
const idsOf = (json: Uint8Array) => tokenIds(parseTokenizerJson(json, 'tokenizer.json'));

test('a student of a BERT keeps its vocabulary, and starts better than under a vocabulary of its own', async () => {
  using folder = temporaryFolder();
  const { resources, pairs } = tinyWorld({ bert: true });
  const lossOf = async (extendVocabulary: boolean | undefined) => {
    const spec = specOf(
      { ...studentTask, initialization: { ...aligned, extendVocabulary } },
      { schedule: { steps: 1 } },
    );
    const losses: number[] = [];
    const result = await runTraining(await planTraining(spec, resources), {
      folder: `${folder.path}/${String(extendVocabulary)}`,
      tuning,
      onEvent: (event) => {
        if (event.type === 'validation') losses.push(event.validation.loss);
      },
    });
    return { loss: losses[0]!, checkpoint: result.best!.checkpoint };
  };
  const [extended, replaced] = [await lossOf(undefined), await lossOf(false)];
  const { checkpoint: teacher } = await resources.model('teacher');
  const ids = idsOf(extended.checkpoint.tokenizer!.json);
  for (const [token, id] of idsOf(teacher.tokenizer!.json)) assert.equal(ids.get(token), id);
  const word = pairs.xx[0]!.foreign.toLowerCase().split(/\P{L}+/u)[0]!;
  assert.ok(ids.has(word), word);
  assert.ok(extended.loss < replaced.loss, `${extended.loss} is below ${replaced.loss}`);
  assert.equal((await lossOf(true)).loss, extended.loss);
});

test('a teacher with another tokenizer has its vocabulary replaced, and refuses an extension', async () => {
  const { resources } = tinyWorld({ pairs: 60 });
  const plan = await planTraining(specOf(studentTask), resources);
  const { tokenizer } = await resources.vocabulary('foreign');
  assert.equal(plan.architecture.vocabularySize, idsOf(tokenizer.json).size);
  const spec = specOf({ ...studentTask, initialization: { ...aligned, extendVocabulary: true } });
  await assert.rejects(planTraining(spec, resources), {
    kind: 'failed-precondition',
    message: /extend_vocabulary: teacher has no WordPiece tokenizer/,
  });
});

test('an extended tokenizer writes Latin as the teacher does, and keeps marks and characters of other scripts', async () => {
  const texts = { english: ['the house of pooh', 'hindi', 'china'], foreign: ['la maison de Pooh', 'हिन्दी', '中国'] };
  const teacher = wordTokenizer(texts.english, true);
  const tokenizer = extendTokenizer(teacher, wordTokenizer(['中国', 'maison']), texts);
  const { tokenize } = await inProcessPrograms().openTokenizer(tokenizer);
  const names = new Map([...idsOf(tokenizer.json)].map(([token, id]) => [id, token]));
  const tokensOf = async (text: string) => Array.from((await tokenize([text], {}))[0]!, (id) => names.get(id)!);
  assert.deepEqual(await tokensOf('La MAISON, pôoh'), ['la', 'maison', '[UNK]', 'pooh']);
  assert.deepEqual(await tokensOf('हिन्दी'), ['हिन्दी']);
  assert.deepEqual(await tokensOf('中国中国'), ['中国', '##中国']);
  const same = await loadTokenizer(teacher.json).encodeIds(['pooh house'], { addSpecialTokens: false });
  assert.deepEqual(Array.from((await tokenize(['pooh house'], {}))[0]!), Array.from(same[0]!.ids));
});
