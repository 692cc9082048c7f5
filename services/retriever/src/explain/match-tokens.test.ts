import assert from 'node:assert/strict';
import { it } from 'node:test';
import { matchTokens } from './match-tokens.ts';

it('every query token matches the passage token of the largest dot product, the first of equal ones', () => {
  const query = Float32Array.of(1, 0, 0, 1, 0.5, 0.5);
  const passage = Float32Array.of(0.5, 0.25, 1, 0, 1, 0, 0, -1);
  const { similarities, matches, score } = matchTokens(query, passage, 2);
  assert.deepEqual([...similarities], [0.5, 1, 1, 0, 0.25, 0, 0, -1, 0.375, 0.5, 0.5, -0.5]);
  assert.deepEqual(matches, [
    { queryIndex: 0, passageIndex: 1, similarity: 1 },
    { queryIndex: 1, passageIndex: 0, similarity: 0.25 },
    { queryIndex: 2, passageIndex: 1, similarity: 0.5 },
  ]);
  assert.equal(score, 1.75);
});
