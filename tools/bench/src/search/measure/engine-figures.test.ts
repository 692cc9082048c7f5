import assert from 'node:assert/strict';
import { it } from 'node:test';
import { engineFigures } from './engine-figures.ts';

it('an engine is timed at the fastest effort that reaches a recall, and not at all where none does', () => {
  const best = [[0, 1, 2, 3, 4, 5, 6, 7, 8, 9]];
  const trial = (found: number, milliseconds: number) => ({
    effort: {},
    answers: [best[0]!.map((passage) => (passage < found ? passage : 100 + passage))],
    milliseconds: [milliseconds],
    seconds: milliseconds / 1000,
  });
  const figures = engineFigures('some.10', [trial(9, 4), trial(9, 2), trial(5, 1)], best);
  assert.deepEqual(figures, {
    'effort.some.10.90': 1,
    'p50_ms.some.10.90': 2,
    'p95_ms.some.10.90': 2,
    'qps.some.10.90': 500,
    'recall_10.some.10': 0.9,
    'recall_100.some.10': 0.9,
    'p50_ms.some.10.best': 2,
  });
});
