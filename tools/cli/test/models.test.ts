import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import { runOptical, temporaryFolder } from '@optical/testing';
import { startTeacher } from './support/start-teacher.ts';
import type { RunningServices } from './support/start-service.ts';

let teacher: RunningServices;
before(async () => {
  teacher = await startTeacher();
});
after(() => teacher[Symbol.asyncDispose]());

const models = (...words: string[]) => runOptical(['--home', teacher.home, 'models', ...words]);

async function json(...words: string[]): Promise<Record<string, unknown>[]> {
  const { stdout, stderr, exitCode } = await runOptical(['--home', teacher.home, '--json', 'models', ...words]);
  assert.equal(exitCode, 0, stderr);
  return stdout
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Record<string, unknown>);
}

describe('optical models', () => {
  it('imports, lists, describes, promotes and rolls back', async () => {
    const [older] = await json('import', 'tiny-bert', '--language', 'EN', '--query-tokens', '8');
    assert.deepEqual([older!.name, older!.kind, older!.languages], ['teacher/tiny-bert', 'teacher', ['en']]);
    const [newer] = await json('import', 'tiny-pylate', '--name', 'teacher/tiny-bert', '--no-query-augmentation');
    const digest = newer!.digest as string;
    await json('promote', `teacher/tiny-bert@${(older!.digest as string).slice(0, 10)}`);
    const [promoted] = await json('promote', 'teacher/tiny-bert', '--expected', older!.digest as string);
    assert.deepEqual(promoted, {
      name: 'teacher/tiny-bert',
      alias: 'production',
      digest,
      previousDigest: older!.digest,
    });
    const table = await models('list', '--prefix', 'teacher/', '--kind', 'teacher');
    assert.match(table.stdout, new RegExp(`teacher/tiny-bert +${digest.slice(0, 12)} +production +teacher`));
    const [back] = await json('rollback', 'teacher/tiny-bert');
    assert.equal(back!.digest, older!.digest);
    const described = await models('describe', 'teacher/tiny-bert@production');
    assert.match(described.stdout, /tokens +queries 8,/);
    assert.match(described.stdout, new RegExp(`digest +${older!.digest as string}`));
  });

  it('exports into a new folder, complete, and tells how far it is', async () => {
    using folder = temporaryFolder();
    const output = path.join(folder.path, 'out');
    const lines = await json('export', 'teacher/tiny-bert', '--format', 'onnx', '--output', output);
    assert.deepEqual(readdirSync(output).sort(), ['model.onnx', 'tokenizer.json']);
    const files = lines.filter(({ type }) => type !== 'progress');
    assert.deepEqual(
      files.map(({ path: file }) => file),
      ['model.onnx', 'tokenizer.json'],
    );
    assert.equal(files[0]!.bytes, readFileSync(path.join(output, 'model.onnx')).length);
    assert.ok(lines.some(({ type, done, total }) => type === 'progress' && done === total));
    const again = await models('export', 'teacher/tiny-bert', '--output', output);
    assert.equal(again.exitCode, 1);
    assert.match(again.stderr, /not empty/);
  });

  it('says in one line what is wrong, and leaves nothing behind', async () => {
    using folder = temporaryFolder();
    const output = path.join(folder.path, 'out');
    const cases: [string[], number, RegExp][] = [
      [['import', '../secret'], 2, /leads out of/],
      [['list', '--kind', 'pupil'], 2, /none of teacher, student, base/],
      [['export', 'teacher/none', '--output', output], 1, /does not exist; there are: teacher\/tiny-bert/],
    ];
    const results = await Promise.all(cases.map(([words]) => models(...words)));
    for (const [index, { exitCode, stderr }] of results.entries()) {
      const [words, code, message] = cases[index]!;
      assert.equal(exitCode, code, words.join(' '));
      assert.match(stderr, message);
      assert.equal(stderr.trim().split('\n').length, 1);
    }
    assert.deepEqual(readdirSync(folder.path), []);
  });
});
