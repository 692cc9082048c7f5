import assert from 'node:assert/strict';
import { it } from 'node:test';
import { Metadata } from '@grpc/grpc-js';
import fc from 'fast-check';
import { fromStatus } from './from-status.ts';

it('a status keeps kind and message when its details are garbled', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
      const metadata = new Metadata();
      metadata.set('grpc-status-details-bin', Buffer.from(bytes));
      const error = fromStatus(Object.assign(new Error('x'), { code: 5, details: 'gone', metadata }));
      assert.equal(error.kind, 'not-found');
      assert.equal(error.message, 'gone');
    }),
  );
});

it('a status code that does not exist reads as internal', () => {
  for (const code of [2, 17, 99, -1]) {
    const status = Object.assign(new Error('x'), { code, details: 'odd', metadata: new Metadata() });
    assert.equal(fromStatus(status).kind, 'internal');
  }
});
