import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import * as ort from 'onnxruntime-node';
import { createGraph, initializer, input, linear, tensor, toOnnx, toOnnxWithExternalData } from '../src/index.ts';

describe('a model with external data', () => {
  const graph = createGraph();
  const x = input(graph, 'x', 'float32', ['batch', 64]);
  const weights = [0, 1].map((layer) =>
    initializer(
      graph,
      `weight.${layer}`,
      tensor(
        'float32',
        [64, 64],
        Array.from({ length: 4096 }, (_, i) => Math.sin(i + layer)),
      ),
    ),
  );
  const bias = initializer(graph, 'bias', tensor('float32', [64], new Float32Array(64).fill(0.5)));
  const y = weights.reduce((hidden, weight) => linear(hidden, weight, bias), x);

  it('computes what the model with its tensors inside computes', async () => {
    const { model, data } = toOnnxWithExternalData({ y }, { location: 'weights.bin' });
    assert.ok(model.length < 4096, `${model.length} bytes`);
    const sessions = await Promise.all([
      ort.InferenceSession.create(toOnnx({ y })),
      ort.InferenceSession.create(model, { externalData: [{ path: 'weights.bin', data: Buffer.concat(data) }] }),
    ]);
    const feed = {
      x: new ort.Tensor(
        'float32',
        Float32Array.from({ length: 128 }, (_, i) => Math.cos(i)),
        [2, 64],
      ),
    };
    const [inside, outside] = await Promise.all(sessions.map((session) => session.run(feed)));
    assert.deepEqual(outside!.y!.data, inside!.y!.data);
    assert.ok((inside!.y!.data as Float32Array).every(Number.isFinite));
    await Promise.all(sessions.map((session) => session.release()));
  });

  it('keeps small tensors in the model', () => {
    const { data } = toOnnxWithExternalData({ y }, { location: 'weights.bin', minimumBytes: 1e6 });
    assert.equal(data.length, 0);
  });
});
