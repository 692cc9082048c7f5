import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { describe, it } from 'node:test';
import { assertRejected } from '@optical/testing/assert-rejected';
import { temporaryFolder, until } from '@optical/testing';
import { startTokenizer } from './tokenizer-process.ts';
import type { TokenizerProcess } from './tokenizer-process.ts';
import { long, train, training } from './training-messages.ts';

describe('a tokenizer process', () => {
  it('that is killed in a training leaves nothing registered, no process and no files', async () => {
    using home = temporaryFolder();
    {
      await using service = await startTokenizer(home.path);
      const exited = once(service.child, 'exit');
      const killed = (async () => {
        for await (const { stage } of service.client.trainVocabulary(
          training({ name: 'vocabulary/lost' }, 'lost', long),
        )) {
          if (stage === 'TRAINING_STAGE_TRAINING') service.child.kill('SIGKILL');
        }
      })();
      await assert.rejects(killed);
      await exited;
      await until(
        'the training process has ended',
        () => !execFileSync('ps', ['-ef'], { encoding: 'utf8' }).includes(`${home.path}/tokenizer/training`),
      );
    }
    await using service = await startTokenizer(home.path);
    const { vocabularies } = await service.client.listVocabularies({});
    assert.equal(vocabularies.length, 0);
    await until('the files of the training are removed', () => !existsSync(path.join(home.path, 'tokenizer/training')));
    const [last] = (await train(service.client, { name: 'vocabulary/lost' }, 'lost')).slice(-1);
    assert.equal(last!.stage, 'TRAINING_STAGE_DONE');
  });

  it('keeps within its memory limit by what was not used for longest, and refuses what can never fit', async () => {
    using home = temporaryFolder();
    {
      await using service = await startTokenizer(home.path);
      for (const seed of [1, 2]) await train(service.client, { name: `vocabulary/${seed}`, seed });
    }
    const tokenizeWith = (service: TokenizerProcess, name: string) =>
      service.client.tokenize({ vocabulary: name, language: 'en', texts: ['river'] });
    const loaded = async (service: TokenizerProcess) =>
      (await service.client.describeService({})).loadedVocabularies.map(({ name }) => name);
    {
      await using service = await startTokenizer(home.path, { OPTICAL_MEMORY_LIMIT_BYTES: '100' });
      await assertRejected(() => tokenizeWith(service, 'vocabulary/1'), 'exhausted', 'vocabulary/1', '100');
    }
    // Each counts for 10 MB and a little: one fits and two do not.
    await using service = await startTokenizer(home.path, { OPTICAL_MEMORY_LIMIT_BYTES: '15000000' });
    await tokenizeWith(service, 'vocabulary/1');
    await tokenizeWith(service, 'vocabulary/2');
    assert.deepEqual(await loaded(service), ['vocabulary/2']);
  });
});
