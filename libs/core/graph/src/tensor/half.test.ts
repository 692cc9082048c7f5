import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { fromHalf, toHalf } from './half.ts';

describe('half precision', () => {
  it('survives the way to float64 and back, for every bit pattern but NaN', () => {
    for (let bits = 0; bits < 0x10000; bits++) {
      const x = fromHalf(bits);
      if (!Number.isNaN(x)) assert.equal(toHalf(x), bits);
    }
  });

  it('rounds to the nearest number, and to the even one of two', () => {
    const neighbours = (x: number): number[] => [toHalf(x) - 1, toHalf(x), toHalf(x) + 1].map(fromHalf);
    fc.assert(
      fc.property(fc.double({ min: 1e-7, max: 65000, noNaN: true }), (x) => {
        const [below, nearest, above] = neighbours(x);
        assert.ok(Math.abs(x - nearest!) <= Math.min(Math.abs(x - below!), Math.abs(x - above!)));
      }),
    );
    assert.deepEqual(
      [2049, 2051, 65519, 65520].map((x) => fromHalf(toHalf(x))),
      [2048, 2052, 65504, Infinity],
    );
  });

  it('keeps what is no finite number', () => {
    assert.ok(Number.isNaN(fromHalf(toHalf(NaN))));
    assert.deepEqual(
      [Infinity, -Infinity, -0].map((x) => fromHalf(toHalf(x))),
      [Infinity, -Infinity, -0],
    );
  });
});
