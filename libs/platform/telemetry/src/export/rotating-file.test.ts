import assert from 'node:assert/strict';
import {
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
  mkdirSync,
} from 'node:fs';
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
  it('keeps the newest lines whole and in order, within maxFiles * maxBytes, in files of at most maxBytes', async (test) => {
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
          const sizes = names.map((name) => statSync(path.join(folder, name)).size);
          assert.ok(Math.max(...sizes) <= 64);
          assert.ok(sizes.reduce((sum, size) => sum + size) <= maxFiles * 64);
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

  it('makes room among the oldest files of earlier processes, and leaves those of other services alone', async (test) => {
    const folder = temporaryFolder(test);
    const others = ['logs-teacher-old.0.jsonl', 'traces-indexer-old.0.jsonl', 'notes.txt'];
    const old = ['traces-teacher-a.0.jsonl', 'traces-teacher-b.0.jsonl', 'traces-teacher-c.7.jsonl'];
    for (const [seconds, name] of [...others, ...old].entries()) {
      writeFileSync(path.join(folder, name), line(40));
      utimesSync(path.join(folder, name), seconds, seconds);
    }
    const file = new RotatingFile({ ...about, folder, maxBytes: 64, maxFiles: 2 });
    await file.append(line(3));
    assert.deepEqual(
      readdirSync(folder).sort(),
      [...others, 'traces-teacher-c.7.jsonl', 'traces-teacher-i.0.jsonl'].sort(),
    );
  });

  it('keeps the file of a long process through many short ones, but not any number of files', async (test) => {
    const folder = temporaryFolder(test);
    const run = (instanceId: string) =>
      new RotatingFile({ ...about, folder, instanceId, maxBytes: 4096, maxFiles: 2 }).append(line(9));
    await run('long');
    for (let n = 0; n < 100; n++) await run(`short-${n}`);
    assert.equal(readdirSync(folder).length, 101);
    for (let n = 100; n < 300; n++) await run(`short-${n}`);
    assert.equal(readdirSync(folder).length, 257);
  });

  it('rejects a failed append and goes on in a new file, so that a torn line stays alone', async (test) => {
    const folder = temporaryFolder(test);
    const file = new RotatingFile({ ...about, folder, maxBytes: 65_536, maxFiles: 9 });
    mkdirSync(path.join(folder, 'traces-teacher-i.0.jsonl'));
    await assert.rejects(file.append(line(3)), { code: 'EISDIR' });
    await file.append(line(4));
    assert.equal(readFileSync(path.join(folder, 'traces-teacher-i.1.jsonl'), 'utf8'), 'xxxx\n');
  });
});
