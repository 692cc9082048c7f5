import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import fc from 'fast-check';
import { OpticalError } from '@optical/errors';
import { temporaryFolder } from '@optical/testing/temporary-folder';
import { axis, collectionSpec, fingerprint, passage, searchRequest, streamOf, tensor } from './support/messages.ts';
import { serveIndexer } from './support/serve-indexer.ts';
import type { ServedIndexer } from './support/serve-indexer.ts';

const folder = temporaryFolder();
let served: ServedIndexer;
before(async () => {
  served = await serveIndexer(folder.path);
  await served.client.createCollection({ spec: collectionSpec('fuzzed'), requestId: 'create' });
  const passages = [passage('kept', [axis(0)], { text: 'x'.repeat(2 ** 20) })];
  const batch = { collection: 'fuzzed', spaceFingerprint: fingerprint, sequence: 0, passages };
  await Array.fromAsync(served.client.upsert(streamOf([batch])));
});
after(async () => {
  await served[Symbol.asyncDispose]();
  folder[Symbol.dispose]();
});

/** What a caller may have caused, said clearly. */
const callersFaults: ReadonlySet<string> = new Set(['invalid-argument', 'failed-precondition', 'not-found']);

const name = fc.oneof(fc.constant('fuzzed'), fc.string({ maxLength: 5 }));
const uint32 = fc.nat({ max: 2 ** 32 - 1 });
const value = fc.oneof(
  fc.record({ numberValue: fc.double() }),
  fc.record({ stringValue: fc.string() }),
  fc.record({ boolValue: fc.boolean() }),
  fc.record({ timeValue: fc.record({ seconds: fc.integer(), nanos: fc.integer() }) }),
  fc.record({ stringsValue: fc.record({ values: fc.array(fc.string(), { maxLength: 3 }) }) }),
  fc.constant({}),
);
const matrix = fc.oneof(
  fc.record({
    shape: fc.array(fc.nat({ max: 20 }), { maxLength: 3 }),
    dtype: fc.constantFrom('DTYPE_UNSPECIFIED', 'DTYPE_F32', 'DTYPE_F16', 'DTYPE_I8'),
    data: fc.uint8Array({ maxLength: 80 }).map((bytes) => Buffer.from(bytes)),
    scale: fc.float(),
  }),
  fc.constant(tensor([axis(0)])),
  fc.constant(null),
);
const { filter } = fc.letrec((tie) => ({
  filter: fc.oneof(
    { maxDepth: 4 },
    fc.constant({}),
    fc.record({ presentField: fc.constantFrom('year', 'month', '') }),
    fc.record({ languages: fc.record({ values: fc.array(fc.string(), { maxLength: 2 }) }) }),
    fc.record({
      comparison: fc.record({
        field: fc.constantFrom('year', ''),
        operator: fc.constantFrom('COMPARISON_OPERATOR_UNSPECIFIED', 'COMPARISON_OPERATOR_LESS'),
        value: fc.option(value),
      }),
    }),
    fc.record({ negation: tie('filter') }),
    fc.record({ anyOf: fc.record({ filters: fc.array(tie('filter'), { maxLength: 3 }) }) }),
  ),
}));
const search = fc.record({
  collection: name,
  queryVectors: matrix,
  spaceFingerprint: fc.constantFrom(fingerprint, ''),
  k: fc.oneof(fc.nat({ max: 20 }), uint32),
  candidateBudget: fc.oneof(fc.constant(0), uint32),
  filter: fc.option(filter),
});
const somePassage = fc.record({
  id: fc.string({ maxLength: 4 }).map((id) => `fuzz-${id}`),
  language: fc.oneof(fc.constant('en'), fc.string({ maxLength: 4 })),
  text: fc.string(),
  metadata: fc.dictionary(fc.constantFrom('year', 'month'), value, { maxKeys: 2 }),
  vectors: matrix,
  spans: fc.option(fc.record({ starts: fc.array(fc.nat({ max: 9 })), ends: fc.array(fc.nat({ max: 9 })) })),
});

async function answeredClearly(call: () => Promise<unknown>): Promise<void> {
  try {
    await call();
  } catch (error) {
    assert.ok(error instanceof OpticalError && callersFaults.has(error.kind), String(error));
  }
}

describe('the indexer, given messages at random,', () => {
  it('answers each with a result or a clear error, and still has what it had', async () => {
    const numRuns = 400;
    await fc.assert(
      fc.asyncProperty(search, (request) => answeredClearly(() => served.client.search(request as never))),
      { numRuns },
    );
    const upserts = fc.asyncProperty(fc.array(somePassage, { maxLength: 4 }), name, (passages, collection) => {
      const batch = { collection, spaceFingerprint: fingerprint, sequence: 0, passages } as never;
      return answeredClearly(() => Array.fromAsync(served.client.upsert(streamOf([batch]))));
    });
    await fc.assert(upserts, { numRuns: numRuns / 2 });
    const { hits } = await served.client.search(searchRequest('fuzzed', [axis(0)], { k: 1000, exact: true }));
    const kept = hits.find(({ id }) => id === 'kept');
    assert.deepEqual([kept?.score, kept?.text.length], [1, 2 ** 20]);
  });
});
