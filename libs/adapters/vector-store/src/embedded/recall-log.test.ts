import assert from 'node:assert/strict';
import { it } from 'node:test';
import { mostPairs, RecallLog } from './recall-log.ts';

it('a recall log remembers the pairs of hits and budget that were sampled last', () => {
  const log = new RecallLog();
  for (let k = 1; k <= mostPairs; k++) log.add(k, 100, ['a'], ['a', 'b']);
  log.add(1, 100, ['a', 'b'], ['a', 'b']);
  log.add(1000, 2000, [], ['a']);
  const estimates = log.estimates();
  assert.equal(estimates.length, mostPairs);
  assert.deepEqual(estimates[0], { k: 1, candidateBudget: 100, recall: 0.75, queries: 2 });
  assert.deepEqual(estimates[1], { k: 3, candidateBudget: 100, recall: 0.5, queries: 1 });
  assert.deepEqual(estimates.at(-1), { k: 1000, candidateBudget: 2000, recall: 0, queries: 1 });
});
