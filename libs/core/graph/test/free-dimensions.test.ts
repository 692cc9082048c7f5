import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import * as g from '../src/index.ts';
import type { Graph, Value } from '../src/index.ts';
import { difference, random, runOnnx } from './onnxruntime.ts';

/** A small attention over `batch` sequences of `length` tokens: everything an encoder does with free dimensions. */
function attention(graph: Graph, x: Value): Value {
  const heads = g.transpose(g.reshape(x, ['batch', 'length', 2, 4]), [0, 2, 1, 3]);
  const scores = g.softmax(g.matmul(heads, heads, { transposeB: true, scale: 0.5 }), -1);
  const mixed = g.reshape(g.transpose(g.matmul(scores, heads), [0, 2, 1, 3]), ['batch', 'length', 8]);
  const positions = g.unsqueeze(g.cast(g.iota(graph, 'length'), 'float32'), 1);
  return g.add(g.mul(mixed, positions), g.expand(g.slice(x, 1, 0, 1), ['batch', 'length', 8]));
}

describe('a graph with free dimensions', () => {
  const graph = g.createGraph({ contrib: true });
  const x = g.input(graph, 'x', 'float32', ['batch', 'length', 8]);
  const merged = g.reshape(x, ['batch*length', 8]);
  const outputs = {
    attention: attention(graph, x),
    merged,
    restored: g.exp(g.reshape(g.mul(merged, 2), ['batch', 'length', 8])),
    average: g.reduceMean(x, 1),
  };
  const model = g.toOnnx(outputs);

  for (const [batch, length] of [
    [1, 1],
    [3, 5],
  ] as const) {
    it(`runs with batch ${batch} and length ${length}`, async () => {
      const draw = random(1);
      const feed = g.ndArray([batch, length, 8], Array.from({ length: batch * length * 8 }, draw));
      const expected = g.evaluate(Object.values(outputs), { x: feed });
      const actual = await runOnnx(model, [x], { x: feed });
      Object.keys(outputs).forEach((name, place) => {
        assert.ok(difference(actual[name]!, expected[place]!) < 1e-5, name);
      });
    });
  }

  it('keeps the names of the dimensions', () => {
    assert.deepEqual(merged.shape, ['batch*length', 8]);
    assert.deepEqual(outputs.restored.shape, ['batch', 'length', 8]);
    assert.deepEqual(g.transpose(g.reshape(x, ['batch', -1])).shape, ['8*length', 'batch']);
  });

  it('refuses a free dimension that no input has', () => {
    assert.throws(() => g.zeros(graph, ['words']), /the free dimension words is no dimension of any input/);
  });
});
