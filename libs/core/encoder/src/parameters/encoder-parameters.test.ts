import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { encoderParameters } from '../index.ts';
import { tinyCheckpoint, tinyConfigs } from '../../test/checkpoint.ts';
import type { TinyName } from '../../test/checkpoint.ts';

describe('the parameters of an encoder', () => {
  for (const name of Object.keys(tinyConfigs) as TinyName[]) {
    it(`are those of the checkpoint ${name}`, () => {
      const { config, weights } = tinyCheckpoint(name);
      for (const parameter of encoderParameters(config))
        assert.deepEqual(weights.get(parameter.name)?.shape, parameter.shape, parameter.name);
    });
  }

  it('decay if they are matrices, not if they are biases or normalisations', () => {
    for (const { name, shape, decay } of encoderParameters(tinyConfigs['tiny-pre-norm']))
      assert.equal(decay, shape.length === 2, name);
  });
});
