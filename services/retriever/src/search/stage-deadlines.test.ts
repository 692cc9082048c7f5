import assert from 'node:assert/strict';
import { it } from 'node:test';
import { stageDeadlines } from './stage-deadlines.ts';

it('tokens have a quarter of the time that is left, vectors six tenths, whatever came before', () => {
  assert.deepEqual(stageDeadlines(1_000, 2_000), { tokenize: 1_250, encode: 1_600 });
  assert.deepEqual(stageDeadlines(2_000, 1_000), { tokenize: 2_000, encode: 2_000 });
});
