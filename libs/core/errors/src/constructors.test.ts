import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { exhausted, invalidArgument, notFound, OpticalError } from './index.ts';

describe('error constructors', () => {
  it('names every refused field in the message and in the details', () => {
    const error = invalidArgument(
      { field: 'k', description: '0 is below the minimum 1' },
      { field: 'query', description: 'is empty' },
    );
    assert.ok(error instanceof OpticalError);
    assert.equal(error.kind, 'invalid-argument');
    assert.equal(error.message, 'k: 0 is below the minimum 1; query: is empty');
    assert.deepEqual(
      error.details.fieldViolations?.map(({ field }) => field),
      ['k', 'query'],
    );
  });

  it('quotes the missing name so that blanks and control characters show', () => {
    assert.equal(notFound('collection', 'a b\n').message, 'collection "a b\\n" does not exist');
  });

  it('carries the wait of an exhausted resource in milliseconds, and no stack, which costs more than the refusal', () => {
    const error = exhausted('queue is full', 250);
    assert.equal(error.details.retryAfterMs, 250);
    assert.doesNotMatch(error.stack!, /^ +at /m);
    assert.match(notFound('collection', 'wiki').stack!, /^ +at /m);
  });
});
