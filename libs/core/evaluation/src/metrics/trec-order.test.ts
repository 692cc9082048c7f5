import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { trecOrder } from './trec-order.ts';

describe("trec_eval's order", () => {
  it('breaks ties by the bytes of the ids in UTF-8, descending', () => {
    const id = fc.string({ unit: 'grapheme' });
    fc.assert(
      fc.property(fc.uniqueArray(fc.oneof(id, fc.constantFrom('a', 'ab', '\ufb01', '\u{1f600}'))), (documentIds) => {
        const order = trecOrder({ queryId: 'q', documentIds, scores: documentIds.map(() => 1) });
        const bytes = [...documentIds].sort((a, b) => Buffer.compare(Buffer.from(b), Buffer.from(a)));
        assert.deepEqual(order, bytes);
      }),
    );
  });

  it('takes scores as equal that single precision does not tell apart', () => {
    const order = (scores: number[]) => trecOrder({ queryId: 'q', documentIds: ['a', 'b'], scores });
    assert.deepEqual(order([1 + 1e-9, 1]), ['b', 'a']);
    assert.deepEqual(order([1 + 1e-6, 1]), ['a', 'b']);
  });
});
