import assert from 'node:assert/strict';
import { it } from 'node:test';
import { fromJSON } from '@grpc/proto-loader';
import type { PackageDefinition, ServiceDefinition } from '@grpc/proto-loader';
import { findProtoFolder, loadContract, loaderOptions, serviceNameOf, stems } from '@optical/contracts';
import { contractAsJson } from './bundled-contract.ts';

/** What an RPC is on the wire and to a caller. */
const described = (definition: PackageDefinition[string]) =>
  Object.values(definition as ServiceDefinition).map(
    ({ path, originalName, requestStream, responseStream, options, requestType, responseType }) => ({
      ...{ path, originalName, requestStream, responseStream, options },
      ...{ request: requestType.type, response: responseType.type },
    }),
  );

it('a contract as JSON has the methods, their options and the messages of the files', () => {
  for (const stem of stems) {
    const name = serviceNameOf(stem);
    const { packageDefinition } = loadContract(stem);
    const json = JSON.stringify(contractAsJson(stem, findProtoFolder()));
    const parsed = fromJSON(JSON.parse(json) as Parameters<typeof fromJSON>[0], loaderOptions);
    assert.deepEqual(Object.keys(parsed), Object.keys(packageDefinition));
    assert.deepEqual(described(parsed[name]!), described(packageDefinition[name]!));
    for (const type of Object.keys(parsed)) assert.deepEqual(parsed[type]!.type, packageDefinition[type]!.type, type);
  }
});

it('a contract as JSON writes and reads messages byte for byte as that of the files', () => {
  const { definition } = loadContract('retriever');
  const json = contractAsJson('retriever', findProtoFolder()) as Parameters<typeof fromJSON>[0];
  const parsed = fromJSON(json, loaderOptions)[serviceNameOf('retriever')] as unknown as typeof definition;
  const response = {
    shape: [],
    score: 1.5,
    queryTokens: { tokens: ['a'], spans: { starts: [0, 300], ends: [1, 301] } },
    similarities: { shape: [1, 2], data: Buffer.from([1, 2, 3, 4, 5, 6, 7, 8]) },
  };
  const bytes = definition.Explain.responseSerialize(response);
  assert.deepEqual(parsed.Explain.responseSerialize(response as never), bytes);
  assert.deepEqual(parsed.Explain.responseDeserialize(bytes), definition.Explain.responseDeserialize(bytes));
});
