import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createGraph, evaluate, input } from '@optical/graph';
import { collapseMetrics } from './collapse-metrics.ts';

function measured(vectors: readonly (readonly number[])[], mask: readonly number[]) {
  const graph = createGraph();
  const [rows, dims] = [vectors.length / 2, vectors[0]!.length];
  const { meanCosine, secondMoment } = collapseMetrics(
    input(graph, 'vectors', 'float32', [2, rows, dims]),
    input(graph, 'mask', 'float32', [2, rows]),
  );
  const [cosine, moment] = evaluate([meanCosine, secondMoment], { vectors: vectors.flat(), mask });
  return { meanCosine: cosine!.data[0]!, secondMoment: [...moment!.data] };
}

const [east, north, slope] = [
  [1, 0],
  [0, 1],
  [0.6, 0.8],
];

describe('collapse metrics', () => {
  it('are the mean cosine of different vectors and their mean product, over all texts', () => {
    const { meanCosine, secondMoment } = measured([east, north, slope, slope], [1, 1, 1, 0]);
    assert.ok(Math.abs(meanCosine - (0 + 0.6 + 0.8) / 3) < 1e-6);
    [1 + 0.36, 0.48, 0.48, 1 + 0.64].forEach((sum, place) => {
      assert.ok(Math.abs(secondMoment[place]! - sum / 3) < 1e-6);
    });
  });

  it('show vectors that are all alike', () => {
    assert.ok(Math.abs(measured([slope, slope, slope, slope], [1, 1, 1, 1]).meanCosine - 1) < 1e-6);
  });

  it('are 0 where nothing is scored', () => {
    const { meanCosine, secondMoment } = measured([east, north, slope, slope], [0, 0, 0, 0]);
    assert.equal(meanCosine, 0);
    assert.ok(secondMoment.every((x) => x === 0));
  });
});
