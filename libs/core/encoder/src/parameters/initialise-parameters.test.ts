import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { encoderParameters, initialiseParameters } from '../index.ts';
import { tinyConfigs } from '../../test/checkpoint.ts';

const config = { ...tinyConfigs['tiny-colbert'], vocabularySize: 2000 };

describe('initial parameters', () => {
  const weights = initialiseParameters(config, 3);

  it('have the shapes that the configuration asks for', () => {
    const shapes = Array.from(weights, ([name, { shape, data }]) => [name, shape, data.length]);
    const wanted = encoderParameters(config).map(({ name, shape }) => [name, shape, shape.reduce((a, b) => a * b)]);
    assert.deepEqual(shapes, wanted);
  });

  it('are drawn from a normal distribution cut off at two deviations of 0.02', () => {
    const { data } = weights.get('embeddings.word')!;
    const mean = data.reduce((sum, x) => sum + x, 0) / data.length;
    const deviation = Math.sqrt(data.reduce((sum, x) => sum + (x - mean) ** 2, 0) / data.length);
    const share = data.filter((x) => Math.abs(x) < 0.02).length / data.length;
    assert.ok(data.every((x) => Math.abs(x) <= 0.04000001));
    assert.ok(Math.abs(mean) < 2e-4);
    // The deviation of the standard normal within [-2, 2], and its share within one deviation.
    assert.ok(Math.abs(deviation / 0.02 - 0.8796) < 0.01);
    assert.ok(Math.abs(share - 0.7152) < 0.01);
  });

  it('are ten times fainter for positions and types than for words', () => {
    for (const name of ['embeddings.position', 'embeddings.type']) {
      const { data } = weights.get(name)!;
      assert.ok(data.every((x) => Math.abs(x) <= 0.004000001));
      assert.ok(data.some((x) => Math.abs(x) > 0.001));
    }
  });

  it('are ones and zeros for normalisations and zeros for biases', () => {
    assert.ok(weights.get('layer.0.attention.norm.weight')!.data.every((x) => x === 1));
    assert.ok(weights.get('layer.0.attention.norm.bias')!.data.every((x) => x === 0));
    assert.ok(weights.get('layer.0.feedForward.up.bias')!.data.every((x) => x === 0));
  });

  it('are the same for the same seed, and others for another seed or name', () => {
    const same = initialiseParameters(config, 3);
    const other = initialiseParameters(config, 4);
    for (const [name, { data }] of weights) assert.deepEqual(same.get(name)!.data, data);
    const query = weights.get('layer.0.attention.query.weight')!.data;
    assert.notDeepEqual(other.get('layer.0.attention.query.weight')!.data, query);
    assert.notDeepEqual(weights.get('layer.0.attention.key.weight')!.data, query);
  });

  it('do not change when the encoder gets more layers', () => {
    const deeper = initialiseParameters({ ...config, layers: 2 }, 3);
    for (const [name, { data }] of weights) assert.deepEqual(deeper.get(name)!.data, data);
  });

  it('refuse a seed that is no 32-bit number', () => {
    assert.throws(() => initialiseParameters(config, 2 ** 32), /seed 4294967296 is not a whole number/);
    assert.throws(() => initialiseParameters(config, 0.5), /seed 0.5/);
  });
});
