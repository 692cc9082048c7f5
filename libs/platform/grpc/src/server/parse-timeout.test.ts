import assert from 'node:assert/strict';
import { it } from 'node:test';
import { parseTimeout } from './parse-timeout.ts';

it('a timeout header is read in milliseconds, whatever its unit', () => {
  assert.equal(parseTimeout('2H'), 7_200_000);
  assert.equal(parseTimeout('3M'), 180_000);
  assert.equal(parseTimeout('5S'), 5_000);
  assert.equal(parseTimeout('99999999m'), 99_999_999);
  assert.equal(parseTimeout('2500u'), 2.5);
  assert.equal(parseTimeout('7000000n'), 7);
  assert.equal(parseTimeout(undefined), Infinity);
});

it('a timeout header that gRPC does not know is told from none', () => {
  for (const header of ['', '5', 'm', '-1m', '1.5S', '123456789m', '5s', ' 5S', '5S '])
    assert.equal(parseTimeout(header), undefined, header);
});
