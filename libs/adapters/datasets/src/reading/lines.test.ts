import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, it } from 'node:test';
import { gzipSync } from 'node:zlib';
import { temporaryFolder } from '@optical/testing/temporary-folder';
import fc from 'fast-check';
import { LineSplitter } from './line-splitter.ts';
import { readLines } from './lines.ts';

describe('LineSplitter', () => {
  it('yields the same lines wherever the stream is cut', () => {
    fc.assert(
      fc.property(
        fc.array(fc.string({ unit: 'binary' }).map((text) => text.replace(/[\r\n]|^\uFEFF/g, ''))),
        fc.constantFrom('\n', '\r\n'),
        fc.infiniteStream(fc.integer({ min: 1, max: 7 })),
        (lines, end, sizes) => {
          const bytes = Buffer.from(lines.map((line) => line.toWellFormed() + end).join(''));
          const splitter = new LineSplitter(1_000);
          const found = [];
          for (let at = 0; at < bytes.length;) {
            const size = sizes.next().value as number;
            found.push(...splitter.push(bytes.subarray(at, at + size)));
            at += size;
          }
          found.push(...splitter.end());
          assert.deepEqual(
            found,
            lines.map((line, index) => ({ number: index + 1, text: line.toWellFormed() })),
          );
        },
      ),
    );
  });

  it('skips a line over the limit and goes on after it', () => {
    const splitter = new LineSplitter(3);
    const lines = [
      ...splitter.push(Buffer.from('abc\r\nabc')),
      ...splitter.push(Buffer.from('de\nx')),
      ...splitter.end(),
    ];
    assert.deepEqual(lines, [
      { number: 1, text: 'abc' },
      { number: 2, problem: 'is 5 bytes long, the limit is 3' },
      { number: 3, text: 'x' },
    ]);
  });

  it('reports bytes that are not UTF-8', () => {
    const lines = [...new LineSplitter(9).push(Buffer.from([0xff, 0x0a]))];
    assert.deepEqual(lines, [{ number: 1, problem: 'is not valid UTF-8' }]);
  });
});

describe('readLines', () => {
  it('reads gzip by content, several members and a byte order mark included', async () => {
    using folder = temporaryFolder();
    const file = path.join(folder.path, 'text.txt');
    writeFileSync(file, Buffer.concat([gzipSync('\uFEFFone\ntw'), gzipSync('o\n')]));
    assert.deepEqual(await Array.fromAsync(readLines(file, {})), [
      { number: 1, text: 'one' },
      { number: 2, text: 'two' },
    ]);
  });

  it('names a missing file and a gzip file that is cut', async () => {
    using folder = temporaryFolder();
    const missing = path.join(folder.path, 'missing');
    await assert.rejects(Array.fromAsync(readLines(missing, {})), { kind: 'not-found', message: /missing" does not/ });
    const cut = path.join(folder.path, 'cut.gz');
    writeFileSync(cut, gzipSync('x'.repeat(1_000)).subarray(0, 25));
    await assert.rejects(Array.fromAsync(readLines(cut, {})), { kind: 'data-loss', message: /cut\.gz is not a whole/ });
  });

  it('holds no more than a line of a file of 64 MB', async () => {
    using folder = temporaryFolder();
    const file = path.join(folder.path, 'large.gz');
    const megabyte = `${'x'.repeat(4_095)}\n`.repeat(2 ** 8);
    writeFileSync(file, Buffer.concat(Array.from({ length: 64 }, () => gzipSync(megabyte, { level: 1 }))));
    let peak = 0;
    const before = process.memoryUsage().arrayBuffers;
    let lines = 0;
    for await (const { number } of readLines(file, {})) {
      lines = number;
      peak = Math.max(peak, process.memoryUsage().arrayBuffers - before);
    }
    assert.equal(lines, 2 ** 14);
    assert.ok(peak < 32 * 2 ** 20, `${peak} bytes of buffers`);
  });
});
