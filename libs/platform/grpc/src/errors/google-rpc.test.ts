import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import type { ErrorDetails } from '@optical/errors';
import { decodeStatusDetails, encodeStatus } from './google-rpc.ts';

const fixtureFile = path.join(import.meta.dirname, '../../fixtures/google-rpc.json');
const fixture = JSON.parse(readFileSync(fixtureFile, 'utf8')) as Record<string, string>;

const fieldViolations = [
  { field: 'k', description: '0 is below the minimum 1' },
  { field: 'query', description: 'is empty – leer' },
];
const retryAfterMs = 2250;
const resource = { type: 'collection', name: 'wiki-en', description: 'was deleted' };

const cases: Readonly<Record<string, readonly [number, string, ErrorDetails]>> = {
  badRequest: [3, 'two fields', { fieldViolations }],
  retryInfo: [8, 'full', { retryAfterMs }],
  resourceInfo: [5, 'gone', { resource }],
  all: [9, 'everything', { fieldViolations, retryAfterMs, resource }],
};

describe('google.rpc.Status', () => {
  for (const [name, [code, text, details]] of Object.entries(cases))
    it(`has the bytes of Google’s implementation both ways: ${name}`, () => {
      assert.equal(encodeStatus(code, text, details).toString('hex'), fixture[name]);
      assert.deepEqual(decodeStatusDetails(Buffer.from(fixture[name]!, 'hex')), details);
    });

  it('is read past details of a type that is not known', () => {
    assert.deepEqual(decodeStatusDetails(Buffer.from(fixture.unknownDetail!, 'hex')), { retryAfterMs });
  });

  it('keeps every detail there and back', () => {
    const text = fc.string({ unit: 'grapheme' });
    const plain = { noNullPrototype: true };
    const details = fc.record(
      {
        fieldViolations: fc.array(fc.record({ field: text, description: text }, plain)),
        retryAfterMs: fc.nat({ max: 10_000_000 }),
        resource: fc.record({ type: text, name: text }, plain),
      },
      { requiredKeys: [], ...plain },
    );
    fc.assert(
      fc.property(fc.nat(16), text, details, (code, message, sent) => {
        assert.deepEqual(decodeStatusDetails(encodeStatus(code, message, sent)), sent);
      }),
    );
  });
});
