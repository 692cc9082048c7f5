import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { assertSafeExposure, isLoopback } from './exposure.ts';

describe('isLoopback', () => {
  for (const host of ['127.0.0.1', '127.8.9.10', '::1', '0:0:0:0:0:0:0:1', 'localhost'])
    it(`holds for ${host}`, () => {
      assert.ok(isLoopback(host));
    });
  for (const host of ['0.0.0.0', '::', '10.0.0.1', '128.0.0.1', 'example.org', '127.0.0.1.example.org', ''])
    it(`does not hold for ${host === '' ? 'an empty name' : host}`, () => {
      assert.ok(!isLoopback(host));
    });
});

describe('assertSafeExposure', () => {
  const bare = { host: '0.0.0.0', hasTls: false, hasTokens: false, allowInsecure: false };

  it('refuses an address beyond loopback and says what is missing', () => {
    const error = (message: RegExp) => ({ kind: 'failed-precondition', message });
    assert.throws(
      () => {
        assertSafeExposure(bare);
      },
      error(/listen on 0\.0\.0\.0.* without TLS and tokens: .*allowInsecure/),
    );
    assert.throws(
      () => {
        assertSafeExposure({ ...bare, hasTls: true });
      },
      error(/without tokens/),
    );
    assert.throws(
      () => {
        assertSafeExposure({ ...bare, hasTokens: true });
      },
      error(/without TLS/),
    );
  });

  it('permits loopback, TLS with tokens, and what was allowed explicitly', () => {
    assertSafeExposure({ ...bare, host: '127.0.0.1' });
    assertSafeExposure({ ...bare, hasTls: true, hasTokens: true });
    assertSafeExposure({ ...bare, allowInsecure: true });
  });
});
