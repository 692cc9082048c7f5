import assert from 'node:assert/strict';
import { readFileSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { PassThrough } from 'node:stream';
import { finished } from 'node:stream/promises';
import { describe, it } from 'node:test';
import { temporaryFolder } from '@optical/testing';
import { lastLines, LogFile } from './log-file.ts';

const limit = 16 * 1024 * 1024;

/** Ends when the log has taken everything. */
async function feed(log: LogFile, ...chunks: string[]): Promise<void> {
  const stream = new PassThrough();
  log.take(stream);
  for (const chunk of chunks) stream.write(chunk);
  stream.end();
  await finished(stream);
}

describe('LogFile', () => {
  it('keeps the lines of two streams whole and ends the last one', async () => {
    using folder = temporaryFolder();
    const file = path.join(folder.path, 'logs', 'teacher.log');
    const log = new LogFile(file);
    const [out, errors] = [new PassThrough(), new PassThrough()];
    log.take(out);
    log.take(errors);
    out.write('{"msg":');
    await new Promise(setImmediate);
    errors.end('oops\n');
    await finished(errors);
    out.end('"a"}\nunfinished');
    await finished(out);
    log.close();
    assert.equal(readFileSync(file, 'utf8'), 'oops\n{"msg":"a"}\nunfinished\n');
  });

  it('sets the file aside while the process runs, before it grows beyond 16 MiB, and keeps appending below', async () => {
    using folder = temporaryFolder();
    const file = path.join(folder.path, 'log');
    writeFileSync(file, '');
    truncateSync(file, limit - 10);
    const log = new LogFile(file);
    await feed(log, '123456789\n');
    assert.equal(statSync(file).size, limit);
    await feed(log, 'next\n');
    assert.equal(statSync(`${file}.1`).size, limit);
    await feed(log, 'and next\n');
    log.close();
    assert.equal(readFileSync(file, 'utf8'), 'next\nand next\n');
  });

  it('survives a file that cannot be written, and says how much is lost when it can', async () => {
    using folder = temporaryFolder();
    const parent = path.join(folder.path, 'logs');
    writeFileSync(parent, '');
    const log = new LogFile(path.join(parent, 'log'));
    await feed(log, '12345\n');
    assert.deepEqual(lastLines(parent, 3), []);
    rmSync(parent);
    await feed(log, 'back\n');
    log.close();
    assert.deepEqual(lastLines(path.join(parent, 'log'), 3), [
      '{"level":"warn","msg":"log was lost","bytes":6}',
      'back',
    ]);
  });
});

describe('lastLines', () => {
  it('reads the end of a file of any size', () => {
    using folder = temporaryFolder();
    const file = path.join(folder.path, 'log');
    writeFileSync(file, `${'x'.repeat(200_000)}\na\nb\nc\n`);
    assert.deepEqual(lastLines(file, 2), ['b', 'c']);
    assert.deepEqual(lastLines(path.join(folder.path, 'none'), 2), []);
  });
});
