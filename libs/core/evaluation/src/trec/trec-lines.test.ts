import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { assertRejected } from '@optical/testing/assert-rejected';
import { formatQrels, parseQrels } from './qrels-lines.ts';
import { formatRun, parseRun } from './run-lines.ts';

const id = fc.stringMatching(/^[^ \t\r\n\v\f]+$/);

describe('TREC runs', () => {
  it('are written in rank order, ties by document id descending', () => {
    const run = { name: 'bm25', rankings: [{ queryId: 'q', documentIds: ['a', 'b', 'c'], scores: [1, 1, 2.5] }] };
    assert.equal(formatRun(run), 'q Q0 c 1 2.5 bm25\nq Q0 b 2 1 bm25\nq Q0 a 3 1 bm25\n');
  });

  it('are read back as written', () => {
    const score = fc.double({ noNaN: true, noDefaultInfinity: true });
    const results = fc.uniqueArray(fc.tuple(id, score), { minLength: 1, selector: ([document]) => document });
    fc.assert(
      fc.property(id, fc.uniqueArray(fc.tuple(id, results), { selector: ([query]) => query }), (name, queries) => {
        const rankings = queries.map(([queryId, found]) => {
          return { queryId, documentIds: found.map(([document]) => document), scores: found.map(([, s]) => s) };
        });
        const text = formatRun({ name, rankings });
        const read = parseRun(text);
        assert.equal(formatRun(read), text);
        for (const [index, { queryId, documentIds }] of rankings.entries()) {
          assert.equal(read.rankings[index]!.queryId, queryId);
          assert.deepEqual([...read.rankings[index]!.documentIds].sort(), [...documentIds].sort());
        }
      }),
    );
  });

  it('are refused with line and field', async () => {
    const good = 'q Q0 a 1 2 x\n\n';
    await assertRejected(() => parseRun(`${good}q Q0 b 1 2\n`), 'invalid-argument', 'line 3', '5 fields');
    await assertRejected(() => parseRun(`${good}q Q0 b 1 high x\n`), 'invalid-argument', 'line 3, score', '"high"');
    await assertRejected(() => parseRun(`${good}q Q0 a 2 1 x\n`), 'invalid-argument', 'line 3, document', '"a"');
    await assertRejected(() => parseRun(`${good}q Q0 b 2 1 y\n`), 'invalid-argument', 'line 3, run', '"y"');
    const rankings = [{ queryId: 'a b', documentIds: ['d'], scores: [1] }];
    await assertRejected(() => formatRun({ name: 'x', rankings }), 'invalid-argument', 'query', '"a b"');
  });
});

describe('TREC judgments', () => {
  it('are read back as written', () => {
    const judgment = fc.record({ queryId: id, documentId: id, relevance: fc.integer() }, { noNullPrototype: true });
    const unique = fc.uniqueArray(judgment, { selector: ({ queryId, documentId }) => `${queryId} ${documentId}` });
    fc.assert(
      fc.property(unique, (judgments) => {
        assert.deepEqual(parseQrels(formatQrels(judgments)), judgments);
      }),
    );
  });

  it('are refused with line and field', async () => {
    await assertRejected(() => parseQrels('q 0 a'), 'invalid-argument', 'line 1', '3 fields');
    await assertRejected(() => parseQrels('q\t0\ta\t1.5\r\n'), 'invalid-argument', 'line 1, relevance', '"1.5"');
    await assertRejected(() => parseQrels('q 0 a 1\nq 0 a 0'), 'invalid-argument', 'line 2, document', '"a"');
  });
});
