import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { temporaryFolder } from '@optical/testing';
import { assertRejected } from '@optical/testing/assert-rejected';
import { openTexts } from './read-texts.ts';

const { signal } = new AbortController();

describe('texts to encode', () => {
  it('are all lines of a file, however late they are asked for, empty ones too', async () => {
    using folder = temporaryFolder();
    const file = path.join(folder.path, 'lines.txt');
    writeFileSync(file, 'first\r\n\nthird');
    const { texts, total, nameOf } = await openTexts([], file, signal);
    await sleep(30);
    assert.deepEqual(await Array.fromAsync(texts), ['first', '', 'third']);
    assert.deepEqual([total, nameOf(2)], [3, 'line 3']);
  });

  it('are all lines of a pipe, which gives them once', async () => {
    using folder = temporaryFolder();
    const pipe = path.join(folder.path, 'pipe');
    execFileSync('mkfifo', [pipe]);
    const written = writeFile(pipe, 'first\nsecond\n');
    const { texts, total } = await openTexts([], pipe, signal);
    assert.deepEqual([await Array.fromAsync(texts), total], [['first', 'second'], undefined]);
    await written;
  });

  it('are those of the command line, or of a file, and not both or neither', async () => {
    const { texts, total } = await openTexts(['a', 'b'], undefined, signal);
    assert.deepEqual([await Array.fromAsync(texts), total], [['a', 'b'], 2]);
    await assertRejected(() => openTexts([], undefined, signal), 'invalid-argument', '--file');
    await assertRejected(() => openTexts(['a'], 'file', signal), 'invalid-argument', '--file');
    await assertRejected(() => openTexts([], '/no/such/file', signal), 'not-found', '/no/such/file');
    using folder = temporaryFolder();
    await assertRejected(() => openTexts([], folder.path, signal), 'invalid-argument', '--file', folder.path);
  });
});
