import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import { describe, it } from 'node:test';
import { temporaryFolder } from '../../test/support/temporary-telemetry.ts';
import { LineWriter } from './line-writer.ts';

const flushed = (writer: LineWriter) =>
  new Promise<void>((resolve) => {
    writer.flush(resolve);
  });

describe('LineWriter', () => {
  it('writes lines whole and in order', async (t) => {
    const file = path.join(temporaryFolder(t), 'log');
    const fd = openSync(file, 'w');
    const writer = new LineWriter(fd);
    const lines = Array.from({ length: 2000 }, (_, index) => `${index} ${'x'.repeat(index % 97)}\n`);
    for (const line of lines) writer.write(line);
    await flushed(writer);
    writer.write('last\n');
    await flushed(writer);
    closeSync(fd);
    assert.equal(readFileSync(file, 'utf8'), `${lines.join('')}last\n`);
  });

  it('keeps at most 1 MiB for an output that takes nothing, and says later how many lines are lost', async (t) => {
    const file = path.join(temporaryFolder(t), 'log');
    writeFileSync(file, '');
    const fd = openSync(file, 'r');
    const writer = new LineWriter(fd);
    const line = `${'x'.repeat(1023)}\n`;
    for (let count = 0; count < 1030; count += 1) writer.write(line);
    await flushed(writer);
    closeSync(fd);
    // The lowest free number is taken again: the descriptor now takes everything.
    assert.equal(openSync(file, 'a'), fd);
    writer.flushSync();
    closeSync(fd);
    const lines = readFileSync(file, 'utf8').trimEnd().split('\n');
    assert.equal(lines.length, 1025);
    assert.match(lines.at(-1)!, /"lines":6,"msg":"log lines were lost"/);
  });

  it('lets a process whose output takes nothing work and end', async (t) => {
    const folder = temporaryFolder(t);
    const file = path.join(folder, 'log');
    writeFileSync(file, '');
    const entry = path.join(import.meta.dirname, '../../test/support/short-process.ts');
    const unwritable = openSync(file, 'r');
    const child = spawn(process.execPath, [entry, folder], { stdio: ['ignore', unwritable, 'pipe'], timeout: 20_000 });
    closeSync(unwritable);
    const [errors, [code]] = await Promise.all([text(child.stderr!), once(child, 'exit') as Promise<[number | null]>]);
    assert.equal(errors, '');
    assert.equal(code, 0);
  });
});
