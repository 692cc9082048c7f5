import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync } from 'node:fs';
import { describe, it } from 'node:test';
import { text } from 'node:stream/consumers';
import { opticalEntry } from '@optical/testing';

/** Runs an `optical` command, nobody reading one of its outputs. @returns exit code and what the other one said */
async function runUnread(unread: 'stdout' | 'stderr', ...words: string[]): Promise<readonly [number | null, string]> {
  const child = spawn(process.execPath, [opticalEntry, ...words], { stdio: ['ignore', 'pipe', 'pipe'] });
  child[unread].destroy();
  const other = unread === 'stdout' ? child.stderr : child.stdout;
  const [[exitCode], said] = await Promise.all([once(child, 'exit') as Promise<[number | null]>, text(other)]);
  return [exitCode, said];
}

describe('a command whose output cannot be written', () => {
  it('ends quietly when nobody reads it, with the exit code of a broken pipe', async () => {
    assert.deepEqual(await runUnread('stdout', '--help'), [141, '']);
    assert.deepEqual(await runUnread('stderr', 'no-such-command'), [141, '']);
  });

  it('says in one line what else is wrong with it', async () => {
    const full = openSync('/dev/full', 'w');
    const child = spawn(process.execPath, [opticalEntry, '--help'], { stdio: ['ignore', full, 'pipe'] });
    closeSync(full);
    const exited = once(child, 'exit') as Promise<[number | null]>;
    assert.match(await text(child.stderr!), /^error: stdout cannot be written: ENOSPC.*\n$/);
    assert.deepEqual((await exited)[0], 1);
  });
});
