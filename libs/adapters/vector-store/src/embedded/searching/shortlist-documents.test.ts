import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { refinedPassages, shortlistDocuments } from './shortlist-documents.ts';

/** The rows of a shortlist, given the documents of passages, the best first. */
function shortlistOf(documents: readonly string[], wanted: number): number[] {
  const scored = documents.map((_, row) => ({ row, score: -row }));
  return shortlistDocuments(scored, wanted, (row) => ({ document: documents[row]! })).map(({ row }) => row);
}

describe('a shortlist of documents', () => {
  it('has the passages of each, down to the best one of the last', () => {
    assert.deepEqual(shortlistOf(['a', 'b', 'a', 'a', 'c', 'b', 'd'], 3), [0, 1, 2, 3, 4]);
  });

  it('has all passages when there are fewer documents', () => {
    assert.deepEqual(shortlistOf(['a', 'b', 'a'], 3), [0, 1, 2]);
  });

  it('has only the best passages of a document that has very many', () => {
    const many = Array.from({ length: 10 * refinedPassages }, () => 'a');
    const rows = shortlistOf([...many, 'b', 'c'], 2);
    assert.deepEqual(rows, [...Array(refinedPassages).keys(), many.length]);
  });
});
