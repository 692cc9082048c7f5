import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { nextBuild } from './maintenance.ts';

const policy = { exactTokens: 1000 };
const small = { hasIndex: false, trainedTokens: 0, segments: 0 };
const pressure = (freshTokens: number, indexedTokens = 0, deadIndexedTokens = 0, deadFreshTokens = 0) => ({
  freshTokens,
  indexedTokens,
  deadIndexedTokens,
  deadFreshTokens,
});

describe('what is built next', () => {
  it('is a first index once scoring all takes longer than looking for candidates', () => {
    assert.equal(nextBuild(pressure(1000), small, policy), undefined);
    assert.equal(nextBuild(pressure(1001), small, policy), 'train');
  });

  it('covers a flood of passages with the centroids there are before it finds better ones', () => {
    const facts = { hasIndex: true, trainedTokens: 1500, segments: 1 };
    assert.equal(nextBuild(pressure(30_000, 1500), facts, policy), 'extend');
    const covered = { ...facts, segments: 2 };
    assert.equal(nextBuild(pressure(9000, 31_500), covered, policy), 'train');
    assert.equal(nextBuild(pressure(0, 31_500), covered, policy), 'train');
    assert.equal(nextBuild(pressure(30_000, 1500), { ...facts, segments: 16 }, policy), 'train');
  });

  it('extends by what waits, and writes anew what is full of holes or in many pieces', () => {
    const facts = { hasIndex: true, trainedTokens: 10_000, segments: 3 };
    assert.equal(nextBuild(pressure(900, 10_000), facts, policy), undefined);
    assert.equal(nextBuild(pressure(1100, 10_000), facts, policy), 'extend');
    assert.equal(nextBuild(pressure(1100, 10_000), { ...facts, segments: 16 }, policy), 'merge');
    assert.equal(nextBuild(pressure(0, 10_000, 3100), facts, policy), 'merge');
  });
});
