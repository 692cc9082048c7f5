import assert from 'node:assert/strict';
import { rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, it } from 'node:test';
import { gzipSync } from 'node:zlib';
import { temporaryFolder } from '@optical/testing';
import { findRecords } from './find-records.ts';
import type { RecordSource } from './find-records.ts';
import { readRecords } from './read-records.ts';
import { mostTextBytes } from './record.ts';

const rules = { language: 'en', fields: new Map() };

/** Id and text of each record, or what is wrong with it. */
async function read(source: RecordSource): Promise<(readonly [string, string])[]> {
  return Array.fromAsync(readRecords(source, rules), (found) =>
    'problem' in found ? [path.basename(found.at), found.problem] : [found.record.id, found.record.text],
  );
}

describe('the records of files', () => {
  it('are the texts of text files, compressed or not, without a byte order mark and with their line breaks', async () => {
    using folder = temporaryFolder();
    const at = (name: string) => path.join(folder.path, name);
    writeFileSync(at('plain.txt'), '\uFEFFté\r\nté\n');
    writeFileSync(at('packed.txt.gz'), gzipSync('\uFEFFa text\n'));
    writeFileSync(at('disguised.md'), gzipSync('another'));
    assert.deepEqual(await read(await findRecords(at('plain.txt'))), [['plain.txt', 'té\r\nté\n']]);
    assert.deepEqual(await read(await findRecords(at('packed.txt.gz'))), [['packed.txt.gz', 'a text\n']]);
    assert.deepEqual(await read(await findRecords(at('disguised.md'))), [['disguised.md', 'another']]);
  });

  it('name files of texts that cannot be used, and go on after them', async () => {
    using folder = temporaryFolder();
    const at = (name: string) => path.join(folder.path, name);
    writeFileSync(at('a-latin.txt'), Buffer.from('été', 'latin1'));
    writeFileSync(at('b-utf16.txt'), Buffer.from('\uFEFFtext', 'utf16le'));
    writeFileSync(at('c-cut.txt'), gzipSync('x'.repeat(1000)).subarray(0, 20));
    writeFileSync(at('d-gone.txt'), 'here for now');
    writeFileSync(at('e-long.txt'), gzipSync('x'.repeat(3 * mostTextBytes)));
    writeFileSync(at('f-longest.txt'), `\uFEFF${'x'.repeat(mostTextBytes)}`);
    writeFileSync(at('g-longer.txt'), 'x'.repeat(mostTextBytes + 1));
    writeFileSync(at('h-good.txt'), 'good');
    const source = await findRecords(folder.path);
    rmSync(at('d-gone.txt'));
    const found = await read({ ...source, unreadable: [{ at: at('none.md'), problem: 'does not exist' }] });
    const short = found.map(([name, text]) => [name, text.slice(0, 60)]);
    assert.deepEqual(
      short.filter(([name]) => !name!.startsWith('c') && !name!.startsWith('d')),
      [
        ['none.md', 'does not exist'],
        ['a-latin.txt', 'is not valid UTF-8'],
        ['b-utf16.txt', 'is not valid UTF-8'],
        ['e-long.txt', 'has 3145728 bytes of "text", the limit is 1048576'],
        ['f-longest.txt', 'x'.repeat(60)],
        ['g-longer.txt', 'has 1048577 bytes of "text", the limit is 1048576'],
        ['h-good.txt', 'good'],
      ],
    );
    const problemOf = new Map(found);
    assert.match(problemOf.get('c-cut.txt')!, /^cannot be read: .*not a whole archive/);
    assert.match(problemOf.get('d-gone.txt')!, /^cannot be read: .*d-gone.txt" does not exist/);
  });

  it('keep apart numbers as ids that JSON numbers would make one', async () => {
    using folder = temporaryFolder();
    const file = path.join(folder.path, 'ids.jsonl');
    const ids = ['1234567890123456789', '1234567890123456788', '"1234567890123456789"', '12'];
    writeFileSync(file, ids.map((id) => `{"id": ${id}, "text": "x"}\n`).join(''));
    const found = await read(await findRecords(file));
    assert.deepEqual(found.slice(2), [
      ['1234567890123456789', 'x'],
      ['12', 'x'],
    ]);
    for (const [place, problem] of found.slice(0, 2))
      assert.match(`${place} ${problem}`, /^ids\.jsonl:[12] has about /);
  });
});
