import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { vote } from './vote.ts';

describe('the vote of two language identifiers', () => {
  it('adds their certainties, the second one weighing .7', () => {
    const { language, certainty } = vote(
      [
        { language: 'en', certainty: 0.5 },
        { language: 'so', certainty: 0.2 },
      ],
      { language: 'so', certainty: 1 },
    );
    assert.equal(language, 'so');
    assert.ok(Math.abs(certainty - 0.9 / 1.7) < 1e-12);
  });

  it('is undetermined when neither proposes anything', () => {
    assert.deepEqual(vote([], undefined), { language: 'und', certainty: 0 });
  });
});
