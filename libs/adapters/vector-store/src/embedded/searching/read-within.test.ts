import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { assertRejected } from '@optical/testing/assert-rejected';
import { contentBytes, readWithin } from './read-within.ts';

const reading = { what: 'hits', advice: 'ask for fewer' };

describe('reading what a reply has room for', () => {
  it('ends with the first one that has none, names the bytes and says what to do', async () => {
    const read: number[] = [];
    const readOne = (item: number) => {
      read.push(item);
      return item;
    };
    const readAll = () => Promise.try(() => readWithin([1, 2, 3, 4, 5], readOne, () => 40, 100, reading));
    await assertRejected(readAll, 'exhausted', 'first 3 of 5 hits', '120 bytes', '100 bytes', 'ask for fewer');
    assert.deepEqual(read, [1, 2, 3]);
  });

  it('reads all that fits to the byte, and all without a limit', () => {
    const items = [1, 2, 3];
    const double = (item: number) => 2 * item;
    assert.deepEqual(
      readWithin(items, double, () => 40, 120, reading),
      [2, 4, 6],
    );
    assert.deepEqual(
      readWithin(items, double, () => 40, undefined, reading),
      [2, 4, 6],
    );
  });

  it('counts names, text and metadata in UTF-8, and spans', () => {
    const names = { id: 'i', documentId: 'dd', language: 'en' };
    const passage = { ...names, text: 'é', metadata: { a: 1 } };
    assert.equal(contentBytes(passage), 5 + 2 + '{"a":1}'.length);
    assert.equal(contentBytes({ ...passage, spans: { starts: [0, 3], ends: [2, 5] } }), 14 + 8);
  });
});
