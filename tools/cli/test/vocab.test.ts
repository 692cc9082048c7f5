import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import { gzipSync } from 'node:zlib';
import { runOptical, temporaryFolder } from '@optical/testing';
import { startService } from './support/start-service.ts';
import type { RunningServices } from './support/start-service.ts';

const tinyBert = path.resolve(
  import.meta.dirname,
  '../../../libs/adapters/checkpoints/fixtures/tiny-bert/tokenizer.json',
);
const pairs = [
  ['Who was the queen of Jhansi?', 'झाँसी की रानी कौन थी?'],
  ['Where does the river flow?', 'नदी कहाँ बहती है?'],
];

describe('optical vocab', () => {
  const folder = temporaryFolder();
  const bitext = path.join(folder.path, 'pairs.hi.tsv');
  const lines = path.join(folder.path, 'questions.txt.gz');
  let service: RunningServices;
  before(async () => {
    writeFileSync(bitext, pairs.map((pair, id) => `${id}\t${pair.join('\t')}\n`).join(''));
    writeFileSync(lines, gzipSync('नदी की रानी\n\nनदी कहाँ है?\n'));
    service = await startService('tokenizer');
  });
  after(async () => {
    await service[Symbol.asyncDispose]();
    folder[Symbol.dispose]();
  });

  const vocab = (...words: string[]) => runOptical(['--home', service.home, 'vocab', ...words]);
  async function json(...words: string[]): Promise<Record<string, unknown>[]> {
    const { stdout, stderr, exitCode } = await runOptical(['--home', service.home, '--json', 'vocab', ...words]);
    assert.equal(exitCode, 0, stderr);
    const found = stdout.split('\n').filter((line) => line !== '');
    return found.map((line) => JSON.parse(line) as Record<string, unknown>);
  }

  it('trains on both sides of bitext, registers, describes and lists', async () => {
    const trained = await vocab('train', '--name', 'vocabulary/hi', '--input', `hi=${bitext}`, '--lowercase');
    assert.equal(trained.exitCode, 0, trained.stderr);
    const digest = /vocabulary\/hi@([0-9a-f]{64})/.exec(trained.stdout)![1]!;
    const [described] = await json('describe', 'vocabulary/hi');
    const { version, spec, coverage } = described as {
      version: { digest: string };
      spec: { lowercase: boolean };
      coverage: { language: string; texts: number }[];
    };
    assert.equal(version.digest, digest);
    assert.equal(spec.lowercase, true);
    const measured = coverage.map(({ language, texts }) => `${language} ${texts}`);
    assert.deepEqual(measured, ['en 2', 'hi 2']);
    const list = await vocab('list', '--prefix', 'vocabulary/');
    assert.match(list.stdout, new RegExp(`vocabulary/hi +${digest.slice(0, 12)} +bpe +\\d+`));
  });

  it('reports the progress of a training as JSON lines, the vocabulary last', async () => {
    const reports = await json('train', '--name', 'vocabulary/hi', '--input', `hi=${bitext}`, '--seed', '7');
    const last = reports.at(-1)!;
    assert.equal((last.spec as { seed: number }).seed, 7);
    assert.ok(reports.length > 1 && reports.slice(0, -1).every(({ type }) => type === 'progress'));
  });

  it('imports a tokenizer.json, whose size and special tokens stay', async () => {
    const [imported] = await json('import', '--name', 'vocabulary/tiny-bert', tinyBert);
    assert.equal(imported!.model, 'SEGMENTATION_MODEL_WORDPIECE');
    const tokens = (imported!.specialTokens as { token: string }[]).map(({ token }) => token);
    assert.ok(tokens.includes('[CLS]') && tokens.includes('[SEP]'));
    const table = await vocab('describe', 'vocabulary/tiny-bert');
    assert.match(table.stdout, new RegExp(`wordpiece, ${String(imported!.size)} tokens`));
  });

  it('measures coverage of lines against bitext, passing empty lines over', async () => {
    const words = ['coverage', 'vocabulary/hi', '--input', `hi=${lines}`, '--reference', `hi=${bitext}`];
    const measured = (await json(...words)).filter(({ type }) => type !== 'progress');
    assert.equal(measured.length, 1);
    const [{ language, texts, words: count, referenceCoverage, lowResource } = assert.fail()] = measured;
    assert.deepEqual([language, Number(texts), Number(count), referenceCoverage], ['hi', 2, 6, 1]);
    const { stdout } = await vocab(...words);
    assert.match(stdout, /tokens\/word/);
    assert.match(stdout, new RegExp(`100\\.00 % *[^\\n]*${lowResource === true ? 'yes' : 'no'}`));
    assert.match(stdout, /low-resource: more than 1 %/);
  });

  it('says in one line what is wrong', async () => {
    const missing = path.join(folder.path, 'missing');
    const cases: [string[], number, RegExp][] = [
      [['train', '--name', 'vocabulary/x', '--input', bitext], 2, /is not language=file/],
      [['train', '--name', 'vocabulary/x', '--input', `hi=${missing}`], 2, /missing does not exist/],
      [['train', '--name', 'vocabulary/x', '--input', `hi=${bitext}`, '--size', '255'], 2, /255 .*256/],
      [['train', '--name', 'vocabulary/x', '--input', `hi=${bitext}`, '--model', 'wordpiece'], 2, /wordpiece/],
      [['import', '--name', 'vocabulary/x', missing], 2, /missing cannot be read/],
      [['describe', 'vocabulary/none'], 1, /vocabulary\/none/],
    ];
    const results = await Promise.all(cases.map(([words]) => vocab(...words)));
    for (const [index, { exitCode, stderr }] of results.entries()) {
      const [words, code, message] = cases[index]!;
      assert.match(stderr, message, words.join(' '));
      assert.equal(exitCode, code, `${words.join(' ')}: ${stderr}`);
    }
    assert.deepEqual(await json('list', '--prefix', 'vocabulary/x'), []);
  });
});
