import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { loadContract, stems } from '@optical/contracts';
import { bindService, createClient, createServer } from '../src/index.ts';
import { clientSettings, recordTelemetry, serverSettings } from './support/bench.ts';
import { askReflection } from './support/reflection.ts';

describe('the contract of', () => {
  for (const stem of stems)
    it(`${stem} is served, described by reflection, and UNIMPLEMENTED where it has no handler`, async (t) => {
      const warn = t.mock.method(console, 'warn');
      const telemetry = recordTelemetry(t);
      const contract = loadContract(stem);
      const server = createServer({
        settings: serverSettings(),
        telemetry,
        services: [bindService(contract, {})],
      });
      t.after(() => server.close());
      const { address } = await server.listen();
      const { listServicesResponse } = await askReflection({ address, telemetry }, { listServices: '*' });
      assert.ok(listServicesResponse!.service.some(({ name }) => name === contract.serviceName));
      const question = { fileContainingSymbol: contract.serviceName };
      const { fileDescriptorResponse } = await askReflection({ address, telemetry }, question);
      assert.ok(fileDescriptorResponse!.fileDescriptorProto.length > 0);
      assert.equal(warn.mock.callCount(), 0);

      const client = createClient(contract as ReturnType<typeof loadContract<'tokenizer'>>, {
        address,
        settings: clientSettings(),
        telemetry,
      });
      t.after(() => {
        client.close();
      });
      await assert.rejects(client.describeService({}), {
        kind: 'unimplemented',
        message: `${contract.serviceName}/DescribeService is not implemented`,
      });
    });
});
