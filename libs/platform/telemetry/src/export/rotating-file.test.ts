import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync, mkdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, it } from 'node:test';
import type { TestContext } from 'node:test';
import fc from 'fast-check';
import { RotatingFile } from './rotating-file.ts';

function temporaryFolder(test: TestContext): string {
  const folder = mkdtempSync(path.join(tmpdir(), 'optical-rotating-'));
  test.after(() => {
    rmSync(folder, { recursive: true, force: true });
  });
  return folder;
}

const about = { signal: 'traces', service: 'teacher', instanceId: 'i' } as const;
const line = (length: number, digit = 'x') => Buffer.from(digit.repeat(length));

function linesOf(folder: string): string[] {
  return readdirSync(folder)
    .sort((a, b) => Number(a.split('.').at(-2)) - Number(b.split('.').at(-2)))
    .flatMap((name) => readFileSync(path.join(folder, name), 'utf8').trimEnd().split('\n'));
}

describe('RotatingFile', () => {
  it('keeps the newest lines whole and in order, within maxFiles files of at most maxBytes', async (test) => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.integer({ min: 0, max: 60 }), { minLength: 1, maxLength: 40 }),
        fc.integer({ min: 1, max: 5 }),
        async (lengths, maxFiles) => {
          const folder = path.join(temporaryFolder(test), 'made', 'when', 'needed');
          const file = new RotatingFile({ ...about, folder, maxBytes: 64, maxFiles });
          const lines = lengths.map((length, index) => `${index}:${'x'.repeat(length % 55)}`);
          // All at once: appends queue up by themselves.
          await Promise.all(lines.map((text) => file.append(Buffer.from(text))));
          const names = readdirSync(folder);
          assert.ok(names.length <= maxFiles);
          for (const name of names) assert.ok(statSync(path.join(folder, name)).size <= 64);
          const kept = linesOf(folder);
          assert.ok(kept.length > 0);
          assert.deepEqual(kept, lines.slice(-kept.length));
        },
      ),
      { numRuns: 30 },
    );
  });

  it('gives a line longer than maxBytes a file of its own', async (test) => {
    const folder = temporaryFolder(test);
    const file = new RotatingFile({ ...about, folder, maxBytes: 64, maxFiles: 9 });
    for (const length of [10, 500, 10]) await file.append(line(length));
    assert.deepEqual(
      linesOf(folder).map(({ length }) => length),
      [10, 500, 10],
    );
    assert.equal(readdirSync(folder).length, 3);
  });

  it('counts the files of earlier processes of the service, and leaves those of others alone', async (test) => {
    const folder = temporaryFolder(test);
    const others = ['logs-teacher-old.0.jsonl', 'traces-indexer-old.0.jsonl', 'notes.txt'];
    const old = ['traces-teacher-old.0.jsonl', 'traces-teacher-old.1.jsonl', 'traces-teacher-older.7.jsonl'];
    for (const name of [...others, ...old]) writeFileSync(path.join(folder, name), 'x\n');
    const file = new RotatingFile({ ...about, folder, maxBytes: 64, maxFiles: 2 });
    await file.append(line(3));
    const names = readdirSync(folder);
    assert.equal(names.filter((name) => name.startsWith('traces-teacher-')).length, 2);
    assert.ok(names.includes('traces-teacher-i.0.jsonl'));
    for (const name of others) assert.ok(names.includes(name), name);
  });

  it('rejects a failed append and goes on in a new file, so that a torn line stays alone', async (test) => {
    const folder = temporaryFolder(test);
    const file = new RotatingFile({ ...about, folder, maxBytes: 64, maxFiles: 9 });
    mkdirSync(path.join(folder, 'traces-teacher-i.0.jsonl'));
    await assert.rejects(file.append(line(3)), { code: 'EISDIR' });
    await file.append(line(4));
    assert.equal(readFileSync(path.join(folder, 'traces-teacher-i.1.jsonl'), 'utf8'), 'xxxx\n');
  });
});
