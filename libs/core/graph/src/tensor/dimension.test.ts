import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { productOf, quotientOf } from './dimension.ts';

describe('dimensions', () => {
  it('multiply to a canonical form', () => {
    assert.equal(productOf(['length', 3, 'batch', 4]), '12*batch*length');
    assert.equal(productOf([productOf(['b', 2]), productOf([3, 'a'])]), '6*a*b');
    assert.equal(productOf([2, 5]), 10);
    assert.equal(productOf([]), 1);
    assert.equal(productOf(['batch', 0]), 0);
  });

  it('divide where a whole known dimension is left', () => {
    assert.equal(quotientOf('12*batch*length', '4*length'), '3*batch');
    assert.equal(quotientOf('batch', 'batch'), 1);
    assert.equal(quotientOf(12, 5), undefined);
    assert.equal(quotientOf('batch', 'length'), undefined);
    assert.equal(quotientOf(0, 0), undefined);
  });
});
