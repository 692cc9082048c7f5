import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { OpticalError } from '@optical/errors';
import { maximumLength, validateConfig } from '../index.ts';
import type { EncoderConfig } from '../index.ts';
import { tinyConfigs } from '../../test/checkpoint.ts';

const config = tinyConfigs['tiny-xlm-roberta'];

describe('a configuration', () => {
  it('is returned as it is when all its values fit', () => {
    for (const fitting of Object.values(tinyConfigs)) assert.equal(validateConfig(fitting), fitting);
  });

  const mistakes: [Partial<EncoderConfig>, RegExp][] = [
    [{ layers: 0 }, /^layers: 0 is not a whole number of at least 1$/],
    [{ projectionSize: 1.5 }, /^projectionSize: 1.5 is not a whole number of at least 1$/],
    [{ heads: 5 }, /^heads: 5 does not divide the hidden size 32$/],
    [{ layerNormEps: 0 }, /^layerNormEps: 0 is not between 0 and 1$/],
    [{ layerNormEps: NaN }, /^layerNormEps: NaN is not between 0 and 1$/],
    [{ positionOffset: 18 }, /^positionOffset: 18 is no row of the 18 positions$/],
    [{ padTokenId: 76 }, /^padTokenId: 76 is no row of the 76 words$/],
    [{ activation: 'swish' as 'relu' }, /^activation: swish is not one of gelu, gelu_new, relu$/],
    [{ layers: -1, heads: 3 }, /^layers: -1 .*; heads: 3 does not divide/],
  ];
  for (const [mistake, message] of mistakes) {
    it(`is refused with ${JSON.stringify(mistake)}, naming value and limit`, () => {
      assert.throws(
        () => validateConfig({ ...config, ...mistake }),
        (error) => error instanceof OpticalError && error.kind === 'invalid-argument' && message.test(error.message),
      );
    });
  }

  it('leaves out of the longest length the positions before the offset', () => {
    assert.equal(maximumLength(config), 16);
  });
});
