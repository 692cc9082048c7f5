import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync } from 'node:fs';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import { text } from 'node:stream/consumers';
import { opticalEntry, runOptical, temporaryFolder } from '@optical/testing';
import { startTeacher } from './support/start-teacher.ts';
import type { RunningServices } from './support/start-service.ts';

let teacher: RunningServices;
before(async () => {
  teacher = await startTeacher();
  const { exitCode, stderr } = await runOptical(['--home', teacher.home, 'models', 'import', 'tiny-bert']);
  assert.equal(exitCode, 0, stderr);
});
after(() => teacher[Symbol.asyncDispose]());

/** Starts a command whose stdout nobody reads. */
function startUnread(...words: string[]) {
  const child = spawn(process.execPath, [opticalEntry, '--home', teacher.home, '--json', ...words]);
  child.stdout.destroy();
  return { child, ended: Promise.all([once(child, 'exit') as Promise<[number | null]>, text(child.stderr)]) };
}

describe('a command of which nobody reads what it prints', () => {
  it('ends although its input does not', async () => {
    const { child, ended } = startUnread('encode', '--file', '-', '--model', 'teacher/tiny-bert', '--role', 'passage');
    child.stdin.write('the old market\n'.repeat(1000));
    const [[exitCode], stderr] = await ended;
    assert.deepEqual([exitCode, stderr, child.stdin.writableEnded], [141, '', false]);
  });

  it('leaves no part of what it was writing', async () => {
    using folder = temporaryFolder();
    const output = path.join(folder.path, 'out');
    const { ended } = startUnread('models', 'export', 'teacher/tiny-bert', '--format', 'onnx', '--output', output);
    const [[exitCode], stderr] = await ended;
    assert.deepEqual([exitCode, stderr], [141, '']);
    const left = readdirSync(folder.path);
    if (left.length > 0) assert.deepEqual(readdirSync(output).sort(), ['model.onnx', 'tokenizer.json']);
    assert.ok(left.length <= 1, left.join(', '));
  });
});
