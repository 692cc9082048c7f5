import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, it } from 'node:test';
import { deflateRawSync } from 'node:zlib';
import { assertRejected } from '@optical/testing/assert-rejected';
import { temporaryFolder } from '@optical/testing/temporary-folder';
import { readTmx } from '../index.ts';
import { zipOf } from '../../test/support/zip-of.ts';

const document = `<?xml version="1.0" encoding="UTF-8"?>
<tmx version="1.4"><header srclang="en"/><body>
<tu tuid="a:1"><prop type="note">x</prop><tuv xml:lang="en-GB"><seg>Salt &amp; <ph>p</ph>epper &#x41;&#66;</seg></tuv>
<tuv xml:lang="HI"><seg>नमक</seg></tuv></tu>
<tu><tuv lang="en"><seg>alone</seg></tuv></tu>
<tu><tuv lang="hi"><seg>दो</seg></tuv><tuv lang="en"><seg>two</seg></tuv></tu>
</body></tmx>`;
const languages = { english: 'en', foreign: 'hi' };

describe('readTmx', () => {
  it('reads units in either order, without markup and entities, and counts those that lack a language', async () => {
    using folder = temporaryFolder();
    const file = path.join(folder.path, 'a.tmx');
    writeFileSync(file, document);
    const reading = readTmx(file, languages, { maxMalformedShare: 1 });
    assert.deepEqual(await reading.toArray(), [
      { id: 'a:1', english: 'Salt & pepper AB', foreign: 'नमक' },
      { id: '3', english: 'two', foreign: 'दो' },
    ]);
    const reason = 'has en; needed are en, hi';
    assert.deepEqual(reading.report, { records: 2, malformed: 1, examples: [{ file, at: 'unit 2', reason }] });
  });

  it('reads the file in a zip archive, deflated or stored, and characters that chunks divide', async () => {
    using folder = temporaryFolder();
    const unit = '<tu><tuv lang="en"><seg>one</seg></tuv><tuv lang="hi"><seg>एक</seg></tuv></tu>\n';
    const content = Buffer.from(unit.repeat(3_000));
    for (const method of [0, 8] as const) {
      const file = path.join(folder.path, `${method}.zip`);
      writeFileSync(file, zipOf([{ name: 'x.tmx', content, method }]));
      const pairs = await readTmx(file, languages).toArray();
      assert.equal(pairs.length, 3_000);
      assert.ok(pairs.every(({ foreign }) => foreign === 'एक'));
    }
  });

  it('refuses what is cut off, archives of several files and other encodings', async () => {
    using folder = temporaryFolder();
    const write = (name: string, content: Uint8Array): string => {
      const file = path.join(folder.path, name);
      writeFileSync(file, content);
      return file;
    };
    const read = (file: string) => () => readTmx(file, languages, { maxMalformedShare: 1 }).toArray();
    const cut = write('cut.tmx', Buffer.from(document.slice(0, document.indexOf('alone'))));
    await assertRejected(read(cut), 'data-loss', 'within unit 2');
    const whole = zipOf([{ name: 'x.tmx', content: Buffer.from(document), method: 8 }]);
    await assertRejected(read(write('cut.zip', whole.subarray(0, 100))), 'data-loss', 'cut off');
    const member = { name: 'x', content: Buffer.from('x'), method: 0 } as const;
    await assertRejected(read(write('two.zip', zipOf([member, member]))), 'invalid-argument', '2 files');
    await assertRejected(read(write('latin.tmx', Buffer.from('<tu>\xe9</tu>', 'latin1'))), 'invalid-argument', 'UTF-8');
    const damaged = Buffer.from(whole);
    damaged.fill(0xff, 40, 60);
    assert.ok(deflateRawSync(document).length > 60);
    await assertRejected(read(write('damaged.zip', damaged)), 'data-loss', 'whole archive');
  });
});
