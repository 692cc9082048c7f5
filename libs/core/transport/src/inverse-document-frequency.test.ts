import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { assertClose } from '../test/support/numbers.ts';
import { inverseDocumentFrequency } from './index.ts';

describe('inverse document frequency', () => {
  it('is 1 for a token of every document and grows as a token gets rarer', () => {
    assertClose(inverseDocumentFrequency([9, 4, 0], 9), [1, 1 + Math.log(2), 1 + Math.log(10)], 1e-6);
  });

  it('refuses more documents with a token than there are documents', () => {
    assert.throws(() => inverseDocumentFrequency([1, 5], 4), { kind: 'invalid-argument', message: /\[1\]: 5/ });
  });
});
