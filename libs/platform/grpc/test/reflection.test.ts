import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { startEcho } from './support/bench.ts';
import { askReflection, reflectionDefinitions } from './support/reflection.ts';

describe('reflection', () => {
  for (const definition of reflectionDefinitions()) {
    const { path } = Object.values(definition)[0]!;
    it(`lists every service and describes them, over ${path}`, async (t) => {
      const bench = await startEcho(t, {});
      const ask = (question: object) => askReflection(bench, question, {}, definition);

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
