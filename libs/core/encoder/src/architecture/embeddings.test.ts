import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createGraph, evaluate, input } from '@optical/graph';
import type { Dim } from '@optical/graph';
import { tinyCheckpoint } from '../../test/checkpoint.ts';
import { storedParameters } from '../parameters/parameter-values.ts';
import { embed } from './embeddings.ts';

const { config, weights } = tinyCheckpoint('tiny-xlm-roberta');

function embedding(batch: Dim, length: Dim) {
  const graph = createGraph();
  return embed(config, storedParameters(graph, config, weights), input(graph, 'ids', 'int64', [batch, length]));
}

describe('embeddings', () => {
  it('are the same for free and for fixed dimensions', () => {
    const ids = { shape: [2, 3], data: Float64Array.of(0, 9, 2, 0, 40, 2) };
    const [free] = evaluate([embedding('batch', 'length')], { ids });
    const [fixed] = evaluate([embedding(2, 3)], { ids });
    assert.deepEqual(fixed, free);
  });

  it('refuse a fixed length beyond the positions, naming both', () => {
    assert.deepEqual(embedding(1, 16).shape, [1, 16, 32]);
    assert.throws(() => embedding(1, 17), /sequences of 17 tokens exceed the 16 positions/);
  });
});
