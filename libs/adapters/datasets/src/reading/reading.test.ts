import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, it } from 'node:test';
import { temporaryFolder } from '@optical/testing/temporary-folder';
import { readBitext, readJsonLines, readMoses, readQrels, readTexts, readTriples } from '../index.ts';

function fileWith(folder: string, name: string, text: string): string {
  const file = path.join(folder, name);
  writeFileSync(file, text);
  return file;
}

describe('readers of lines', () => {
  it('count malformed lines and name file, line and reason', async () => {
    using folder = temporaryFolder();
    const file = fileWith(folder.path, 'a.tsv', '1\tone\teins\nbroken\n3\t \tdrei\n4\tfour\tvier\n');
    const reading = readBitext(file, { maxMalformedShare: 0.5, maxExamples: 1 });
    assert.deepEqual(
      (await reading.toArray()).map(({ foreign }) => foreign),
      ['eins', 'vier'],
    );
    assert.deepEqual(reading.report, {
      records: 2,
      malformed: 2,
      examples: [{ file, at: 'line 2', reason: 'has 1 tab-separated fields, 3 are needed (id, English, foreign)' }],
    });
  });

  it('take any number of passages that do not answer a query, and number triples by their lines', async () => {
    using folder = temporaryFolder();
    const file = fileWith(folder.path, 't.tsv', 'q\tyes\nq\n\nr\tyes\tno\tnever\nr\tyes\t \n');
    const reading = readTriples(file, { maxMalformedShare: 0.6 });
    assert.deepEqual(await reading.toArray(), [
      { id: '1', query: 'q', positive: 'yes', negatives: [] },
      { id: '4', query: 'r', positive: 'yes', negatives: ['no', 'never'] },
    ]);
    const [short, , empty] = reading.report.examples;
    assert.match(short!.reason, /has 1 tab-separated fields, at least 2/);
    assert.deepEqual([empty!.at, empty!.reason], ['line 5', 'has an empty field 3']);
  });

  it('fail above the limit with the first places in the message', async () => {
    using folder = temporaryFolder();
    const file = fileWith(folder.path, 'a.tsv', '1\tone\teins\nbroken\n');
    await assert.rejects(readBitext(file, { maxMalformedShare: 0.4 }).toArray(), {
      kind: 'invalid-argument',
      message: /1 of 2 records are malformed, the limit is a share of 0\.4 .*a\.tsv, line 2: has 1/,
    });
  });

  it('fail early on a long file that is of another format', async () => {
    using folder = temporaryFolder();
    const file = fileWith(folder.path, 'a.tsv', 'broken\n'.repeat(5_000));
    await assert.rejects(readBitext(file).toArray(), { message: /1000 of 1000 records/ });
  });

  it('compose text only when asked, and never ids', async () => {
    using folder = temporaryFolder();
    const decomposed = 'e\u0301';
    const file = fileWith(folder.path, 'a.tsv', `${decomposed}\tx\t${decomposed}\n`);
    assert.equal((await readBitext(file).toArray())[0]!.foreign, decomposed);
    assert.deepEqual(await readBitext(file, { normalization: 'nfc' }).toArray(), [
      { id: decomposed, english: 'x', foreign: 'é' },
    ]);
  });

  it('start again with every iteration and stop when the caller does', async () => {
    using folder = temporaryFolder();
    const reading = readBitext(fileWith(folder.path, 'a.tsv', '1\ta\tb\n2\tc\td\n'));
    for await (const { id } of reading) {
      assert.equal(id, '1');
      break;
    }
    assert.equal((await reading.toArray()).length, 2);
    assert.equal(reading.report.records, 2);
  });

  it('pair the lines of Moses files and report empty sides', async () => {
    using folder = temporaryFolder();
    const english = fileWith(folder.path, 'x.en', 'one\n\nthree\n');
    const foreign = fileWith(folder.path, 'x.de', 'eins\nzwei\ndrei\n');
    const reading = readMoses({ english, foreign }, { maxMalformedShare: 0.5 });
    assert.deepEqual(await reading.toArray(), [
      { id: '1', english: 'one', foreign: 'eins' },
      { id: '3', english: 'three', foreign: 'drei' },
    ]);
    assert.deepEqual(reading.report.examples, [{ file: english, at: 'line 2', reason: 'is empty' }]);
  });

  it('refuse Moses files of unequal length on either side', async () => {
    using folder = temporaryFolder();
    const two = fileWith(folder.path, 'two', 'a\nb\n');
    const one = fileWith(folder.path, 'one', 'a\n');
    const message = /one ends after 1 lines, before .*two/;
    await assert.rejects(readMoses({ english: two, foreign: one }).toArray(), { kind: 'data-loss', message });
    await assert.rejects(readMoses({ english: one, foreign: two }).toArray(), { kind: 'data-loss', message });
  });

  it('refuse ids that JSON numbers do not hold exactly, of which several would be one', async () => {
    using folder = temporaryFolder();
    const ids = ['1234567890123456789', '1234567890123456788', '9007199254740991'];
    const file = fileWith(folder.path, 'a.jsonl', ids.map((id) => `{"id":${id}}`).join('\n'));
    const reading = readJsonLines(file, { id: 'id' }, { maxMalformedShare: 1 });
    assert.deepEqual(await reading.toArray(), [{ id: '9007199254740991' }]);
    assert.match(reading.report.examples[0]!.reason, /"id".*write it as a string/);
  });

  it('read JSON Lines under the field names of the caller', async () => {
    using folder = temporaryFolder();
    const lines = ['{"_id":7,"body":"text","x":1}', '[1]', '{"_id":"8"}', 'no'];
    const file = fileWith(folder.path, 'a.jsonl', lines.join('\n'));
    const reading = readJsonLines(file, { id: '_id', text: 'body' }, { maxMalformedShare: 1 });
    assert.deepEqual(await reading.toArray(), [{ id: '7', text: 'text' }]);
    assert.deepEqual(
      reading.report.examples.map(({ at, reason }) => `${at} ${reason}`),
      ['line 2 is not a JSON object', 'line 3 has no field "body"', 'line 4 is not a JSON object'],
    );
  });

  it('read TREC judgements and lines of id and text', async () => {
    using folder = temporaryFolder();
    const qrels = readQrels(fileWith(folder.path, 'q', 'q1 0 d1 2\nq1\t0\td2 -1\nq1 0 d3 x\n'), {
      maxMalformedShare: 1,
    });
    assert.deepEqual(await qrels.toArray(), [
      { queryId: 'q1', documentId: 'd1', relevance: 2 },
      { queryId: 'q1', documentId: 'd2', relevance: -1 },
    ]);
    assert.match(qrels.report.examples[0]!.reason, /"x", which is no integer/);
    const texts = readTexts(fileWith(folder.path, 't', 'd1\ta passage\n'));
    assert.deepEqual(await texts.toArray(), [{ id: 'd1', text: 'a passage' }]);
  });
});
