import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { status } from '@grpc/grpc-js';
import { cancelCode } from './cancel-code.ts';

describe('cancelCode', () => {
  it('is a cancellation well before the deadline or without one', () => {
    assert.equal(cancelCode(Infinity, 1000), status.CANCELLED);
    assert.equal(cancelCode(1100, 1000), status.CANCELLED);
    assert.equal(cancelCode(new Date(1100), 1000), status.CANCELLED);
  });

  it('is the deadline after it and just before it', () => {
    for (const deadline of [900, 1000, 1010, new Date(1010)]) {
      assert.equal(cancelCode(deadline, 1000), status.DEADLINE_EXCEEDED);
    }
  });
});
