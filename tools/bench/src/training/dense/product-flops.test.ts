import assert from 'node:assert/strict';
import { it } from 'node:test';
import { denseProblem } from './dense-problem.ts';
import { productFlops } from './product-flops.ts';

it('counts three products for every weight, attention and the costs', () => {
  const encoder = {
    ...denseProblem.encoder,
    hiddenSize: 2,
    feedForwardSize: 3,
    layers: 1,
    heads: 1,
    projectionSize: 5,
  };
  const [batch, length] = [7, 11];
  const positions = batch * length;
  const weights = 4 * 2 * 2 + 2 * 2 * 3 + 5 * 2;
  const scoresAndContexts = 2 * (2 * batch * length * length * 2);
  const costs = 2 * (2 * batch * length * length * 5);
  assert.equal(productFlops(encoder, batch, length), 3 * (2 * positions * weights + scoresAndContexts) + costs);
});
