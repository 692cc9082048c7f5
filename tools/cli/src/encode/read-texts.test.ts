import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { temporaryFolder } from '@optical/testing';
import { assertRejected } from '@optical/testing/assert-rejected';
import { openTexts } from './read-texts.ts';

describe('texts to encode', () => {
  it('are all lines of a file, however late they are asked for, empty ones too', async () => {
    using folder = temporaryFolder();
    const file = path.join(folder.path, 'lines.txt');
    writeFileSync(file, 'first\r\n\nthird');
    const { texts, total, nameOf } = await openTexts([], file);
    await sleep(30);
    assert.deepEqual(await Array.fromAsync(texts), ['first', '', 'third']);
    assert.deepEqual([total, nameOf(2)], [3, 'line 3']);
  });

  it('are those of the command line, or of a file, and not both or neither', async () => {
    const { texts, total } = await openTexts(['a', 'b'], undefined);
    assert.deepEqual([await Array.fromAsync(texts), total], [['a', 'b'], 2]);
    await assertRejected(() => openTexts([], undefined), 'invalid-argument', '--file');
    await assertRejected(() => openTexts(['a'], 'file'), 'invalid-argument', '--file');
    await assertRejected(() => openTexts([], '/no/such/file'), 'not-found', '/no/such/file');
  });
});
