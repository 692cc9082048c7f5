import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { credentials, makeClientConstructor, Server, ServerCredentials } from '@grpc/grpc-js';
import type { Client } from '../src/index.ts';
import { loadContract } from '../src/index.ts';

describe('a contract on grpc-js', () => {
  it('serves a typed client', async () => {
    const { definition, serviceName } = loadContract('retriever');
    const server = new Server();
    server.addService(definition, {
      DescribeService: (_call: unknown, reply: (error: null, value: object) => void) => {
        reply(null, { service: { serviceName }, encoders: [{ languages: ['hi', 'sw'] }] });
      },
    });
    const port = await new Promise<number>((resolve, reject) => {
      server.bindAsync('127.0.0.1:0', ServerCredentials.createInsecure(), (error, bound) => {
        if (error === null) resolve(bound);
        else reject(error);
      });
    });
    const constructor = makeClientConstructor(definition, serviceName);
    const client = new constructor(`127.0.0.1:${port}`, credentials.createInsecure()) as unknown as Client<'retriever'>;
    try {
      const described = await new Promise((resolve, reject) => {
        client.describeService({}, (error, value) => {
          if (error === null) resolve({ name: value?.service?.serviceName, languages: value?.encoders[0]?.languages });
          else reject(error);
        });
      });
      assert.deepEqual(described, { name: 'optical.retriever.v1.RetrieverService', languages: ['hi', 'sw'] });
    } finally {
      client.close();
      server.forceShutdown();
    }
  });
});
