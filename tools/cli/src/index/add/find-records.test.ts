import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, it } from 'node:test';
import { temporaryFolder } from '@optical/testing';
import { assertRejected } from '@optical/testing/assert-rejected';
import { findRecords } from './find-records.ts';

/** Runs `work` as somebody whom permissions bind, which they do not bind root. */
async function withoutPrivileges<T>(work: () => Promise<T>): Promise<T> {
  if (process.geteuid!() !== 0) return work();
  process.seteuid!(65_534);
  try {
    return await work();
  } finally {
    process.seteuid!(0);
  }
}

describe('the files to add', () => {
  it('are the regular files of texts of a folder, and those that links lead to, by name', async () => {
    using folder = temporaryFolder();
    const at = (name: string) => path.join(folder.path, 'texts', name);
    mkdirSync(at('deep.md'), { recursive: true });
    writeFileSync(path.join(folder.path, 'elsewhere'), 'linked');
    writeFileSync(at('b.txt'), 'b');
    writeFileSync(at('part.jsonl'), '{}');
    writeFileSync(at('deep.md/a.text'), 'a');
    symlinkSync(path.join(folder.path, 'elsewhere'), at('a.md'));
    symlinkSync(at('deep.md'), at('again.txt'));
    const { files, format, unreadable } = await findRecords(path.join(folder.path, 'texts'));
    assert.deepEqual(
      files.map(({ name, bytes }) => [name, bytes]),
      [
        ['a.md', 6],
        ['b.txt', 1],
        ['deep.md/a.text', 1],
      ],
    );
    assert.deepEqual([format, unreadable], ['text', []]);
  });

  it('leave out what cannot be read, which is named with the reason', async () => {
    using folder = temporaryFolder();
    const at = (name: string) => path.join(folder.path, name);
    chmodSync(folder.path, 0o755);
    mkdirSync(at('closed'));
    for (const name of ['good.md', 'closed/in.md']) writeFileSync(at(name), 'text');
    symlinkSync(at('nothing'), at('dangling.md'));
    symlinkSync(at('circle.md'), at('circle.md'));
    execFileSync('mkfifo', [at('pipe.txt')]);
    chmodSync(at('closed'), 0);
    const { files, unreadable } = await withoutPrivileges(() => findRecords(folder.path));
    chmodSync(at('closed'), 0o755);
    assert.deepEqual(
      files.map(({ name }) => name),
      ['good.md'],
    );
    const told = unreadable.map(({ at: place, problem }) => `${path.relative(folder.path, place)} ${problem}`).sort();
    const expected = [
      /^circle\.md cannot be read: ELOOP/,
      /^closed cannot be read: EACCES/,
      /^dangling\.md does not exist, or links to what does not$/,
      /^pipe\.txt is no regular file/,
    ];
    assert.equal(told.length, expected.length, told.join('\n'));
    expected.forEach((pattern, index) => {
      assert.match(told[index]!, pattern);
    });
  });

  it('are no pipe, no folder of another format than text, and nothing without a known format', async () => {
    using folder = temporaryFolder();
    const pipe = path.join(folder.path, 'pipe.jsonl');
    execFileSync('mkfifo', [pipe]);
    await assertRejected(() => findRecords(pipe), 'invalid-argument', pipe, 'is no regular file');
    await assertRejected(() => findRecords('/dev/null', 'jsonl'), 'invalid-argument', '/dev/null', 'no regular file');
    await assertRejected(() => findRecords(path.join(folder.path, 'none')), 'invalid-argument', 'none does not exist');
    await assertRejected(() => findRecords(folder.path), 'invalid-argument', 'holds no .txt, .text or .md file');
    writeFileSync(path.join(folder.path, 'README.md'), 'read me');
    writeFileSync(path.join(folder.path, 'part.jsonl'), '{"id": "a", "text": "x"}');
    for (const format of ['jsonl', 'tsv'] as const)
      await assertRejected(() => findRecords(folder.path, format), 'invalid-argument', format, folder.path, 'folder');
    assert.equal((await findRecords(folder.path, 'text')).files.length, 1);
    writeFileSync(path.join(folder.path, 'data.csv'), 'a,b');
    await assertRejected(() => findRecords(path.join(folder.path, 'data.csv')), 'invalid-argument', '--format');
  });
});
