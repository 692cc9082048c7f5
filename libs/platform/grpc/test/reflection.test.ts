import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { ServiceDefinition } from '@grpc/grpc-js';
import { ReflectionService } from '@grpc/reflection';
import { createUntypedClient } from '../src/index.ts';
import { clientSettings, startEcho } from './support/bench.ts';
import { collect, streamOf } from './support/streams.ts';

interface ReflectionReply {
  readonly listServicesResponse?: { readonly service: readonly { readonly name: string }[] };
  readonly fileDescriptorResponse?: { readonly fileDescriptorProto: readonly number[][] };
  readonly errorResponse?: { readonly errorMessage: string };
}

interface ReflectionClient {
  serverReflectionInfo(requests: AsyncIterable<object>): AsyncGenerator<ReflectionReply>;
  close(): void;
}

const definitions: ServiceDefinition[] = [];
new ReflectionService({}).addToServer({ addService: (definition) => definitions.push(definition) });

describe('reflection', () => {
  for (const definition of definitions) {
    const { path } = Object.values(definition)[0]!;
    it(`lists every service and describes them, over ${path}`, async (t) => {
      const { address, telemetry } = await startEcho(t, {});
      const options = { address, settings: clientSettings(), telemetry };
      const client = createUntypedClient(definition, options) as unknown as ReflectionClient;
      t.after(() => {
        client.close();
      });
      const ask = async (request: object): Promise<ReflectionReply> => {
        const [reply] = await collect(client.serverReflectionInfo(streamOf(request)));
        assert.ok(reply);
        return reply;
      };

      const listed = (await ask({ listServices: '*' })).listServicesResponse;
      const names = listed!.service.map(({ name }) => name);
      assert.deepEqual(names.toSorted(), [
        'grpc.health.v1.Health',
        'grpc.reflection.v1.ServerReflection',
        'grpc.reflection.v1alpha.ServerReflection',
        'test.echo.v1.EchoService',
      ]);
      for (const name of names) {
        const files = (await ask({ fileContainingSymbol: name })).fileDescriptorResponse?.fileDescriptorProto;
        assert.ok(files!.some((file) => Buffer.from(file).includes(name.split('.').at(-1)!)));
      }
      assert.match((await ask({ fileContainingSymbol: 'no.Such' })).errorResponse!.errorMessage, /not found/);
    });
  }
});
