import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { MethodDefinition } from '@grpc/proto-loader';
import { isIdempotent, loadContract, stems } from './index.ts';

type Method = MethodDefinition<object, object>;

/** Every RPC of every service with its path. */
const methods = stems.flatMap((stem) =>
  Object.values(loadContract(stem).definition as unknown as Record<string, Method>).map((method) => ({
    path: method.path,
    name: method.path.slice(method.path.lastIndexOf('/') + 1),
    method,
  })),
);

const named = (pattern: RegExp) => methods.filter(({ name }) => pattern.test(name));
const fieldsOf = ({ type }: Method['requestType']) => (type as { field: { name: string }[] }).field.map((f) => f.name);

describe('conventions of the contracts', () => {
  it('declares every reading RPC free of side effects', () => {
    for (const { path, method } of named(
      /^(Describe|Get|List|Watch|Search|BatchSearch|Explain|Encode|Tokenize|Decode)/,
    ))
      assert.equal(method.options.idempotency_level, 'NO_SIDE_EFFECTS', path);
  });

  it('makes creating RPCs safe to repeat by a request id', () => {
    const creating = named(/^(Create|Snapshot|Restore)/);
    assert.equal(creating.length, 5);
    for (const { path, method } of creating) {
      assert.ok(isIdempotent(method), path);
      assert.ok(fieldsOf(method.requestType).includes('requestId'), path);
    }
  });

  it('does not let clients repeat a training or a roll-back by themselves', () => {
    const unsafe = methods.filter(({ method }) => !isIdempotent(method)).map(({ name }) => name);
    assert.deepEqual(unsafe.sort(), ['RollbackModel', 'TrainVocabulary']);
  });

  it('takes a method without declared options for unsafe', () => {
    assert.equal(isIdempotent({}), false);
  });

  it('pages every list', () => {
    for (const { path, method } of named(/^List/)) {
      const request = fieldsOf(method.requestType);
      assert.ok(request.includes('pageSize') && request.includes('pageToken'), path);
      assert.ok(fieldsOf(method.responseType).includes('nextPageToken'), path);
    }
  });

  it('begins the description of every service with what its process is', () => {
    const described = named(/^DescribeService$/);
    assert.equal(described.length, stems.length);
    for (const { path, method } of described) assert.equal(fieldsOf(method.responseType)[0], 'service', path);
  });

  it('tells stage timings, counts, completeness and versions with search results', () => {
    for (const { path, method } of named(/^Search$/))
      for (const field of ['timings', 'counts', 'partial'])
        assert.ok(fieldsOf(method.responseType).includes(field), `${path} ${field}`);
  });
});
