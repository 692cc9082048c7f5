import assert from 'node:assert/strict';
import { it } from 'node:test';
import { recall } from './recall.ts';

it('recall counts the exact best that an answer has among as many of its own', () => {
  const exact = [
    [1, 2, 3],
    [4, 5, 6],
  ];
  const answers = [
    [2, 9, 1],
    [6, 5, 4],
  ];
  assert.equal(recall(exact, answers, 3), (2 / 3 + 1) / 2);
  assert.equal(recall(exact, answers, 1), 0);
});
