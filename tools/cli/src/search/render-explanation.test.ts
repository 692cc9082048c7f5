import assert from 'node:assert/strict';
import { it } from 'node:test';
import { renderPlan } from './render-explanation.ts';

const tokens = (...words: string[]) => words.map((token) => ({ token, span: undefined }));

it('a plan is drawn as a table of shades, the words of the translation above it', () => {
  const plan = {
    translationTokens: tokens('war', 'end'),
    plan: [Float32Array.of(0.5, 0), Float32Array.of(0.125, 0.375)],
    cost: 0.25,
    marginalResidual: 1e-9,
  };
  const expected = [
    '       w e',
    '       a n',
    '       r d',
    'Krieg  ██',
    'Ende   ░░▓▓',
    'transport cost 0.2500, marginal residual 1.0e-9',
  ];
  assert.equal(renderPlan(tokens('Krieg', 'Ende'), plan), expected.join('\n'));
});
