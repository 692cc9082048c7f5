import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { simulateStudy } from '../simulation/simulate-study.ts';
import { isLowResource } from './is-low-resource.ts';

const study = simulateStudy({ arms: [] });
const [rich, poor] = [false, true].map((low) => study.coverage.find(({ lowResource }) => lowResource === low));

describe('a language', () => {
  it('is low-resource by its own bitext with every budget', () => {
    assert.equal(isLowResource(study, poor!.language, 0), true);
    assert.equal(isLowResource(study, poor!.language, 20_000), true);
  });

  it('is low-resource with a budget that the rule calls little, and else is not', () => {
    assert.equal(study.setup.lowResource.maxPairs, 5000);
    assert.equal(isLowResource(study, rich!.language, 5000), true);
    assert.equal(isLowResource(study, rich!.language, 5001), false);
    assert.equal(isLowResource(study, rich!.language, 0), false);
  });

  it('is neither when nothing is known of it', () => {
    assert.equal(isLowResource(study, 'xx', 1000), undefined);
  });
});
