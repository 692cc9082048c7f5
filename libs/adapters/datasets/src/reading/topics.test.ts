import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, it } from 'node:test';
import { temporaryFolder } from '@optical/testing/temporary-folder';
import { readTopics } from '../index.ts';

const file = `<top>
<num> Number: 301
<title> International Organized
  Crime &amp; Drugs

<desc> Description:
Identify organizations that participate in
crime.

<narr> Narrative:
A relevant document must mention one.
</top>
stray
<top><num>302</num><title>Topic: Polio</title><desc>d</desc></top>
<top>
<num> Number: 303
</top>
<top>
<num> Number: 304
<title> never closed
<top><num>305<title>Hubble</top>
<top><num>306<title>cut off`;

describe('readTopics', () => {
  it('reads the parts asked for, with and without end tags, and reports what is no topic by its line', async () => {
    using folder = temporaryFolder();
    const name = path.join(folder.path, 'topics');
    writeFileSync(name, file);
    const titles = readTopics(name, ['title'], { maxMalformedShare: 1 });
    assert.deepEqual(await titles.toArray(), [
      { id: '301', text: 'International Organized Crime & Drugs' },
      { id: '302', text: 'Polio' },
      { id: '305', text: 'Hubble' },
    ]);
    assert.deepEqual(
      titles.report.examples.map(({ at, reason }) => [at, reason]),
      [
        ['line 13', 'is outside of every topic'],
        ['line 15', 'has an empty title'],
        ['line 18', 'is a topic without </top>'],
        ['line 22', 'is a topic without </top>'],
      ],
    );
    const both = readTopics(name, ['title', 'desc'], { maxMalformedShare: 1 });
    const [first] = await both.toArray();
    assert.equal(
      first!.text,
      'International Organized Crime & Drugs Identify organizations that participate in crime.',
    );
    assert.equal(both.report.malformed, 5);
  });

  it('reads a file that ends without a line break, and none', async () => {
    using folder = temporaryFolder();
    const name = path.join(folder.path, 'topics');
    writeFileSync(name, '<top><num>1<title>one</top>');
    assert.deepEqual(await readTopics(name).toArray(), [{ id: '1', text: 'one' }]);
    writeFileSync(name, '');
    assert.deepEqual(await readTopics(name).toArray(), []);
  });
});
