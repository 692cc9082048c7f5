import assert from 'node:assert/strict';
import { it } from 'node:test';
import { experimental, logVerbosity, setLogger } from '@grpc/grpc-js';
import { routeTransportLogs } from './transport-logs.ts';

it('what grpc-js logs goes to the logger, without what it quotes', (t) => {
  t.after(() => {
    setLogger(console);
  });
  const records: unknown[] = [];
  const record = (fields: unknown) => records.push(fields);
  routeTransportLogs({ error: record, info: record, debug: record });
  experimental.log(logVerbosity.ERROR, 'Failed to add metadata entry authorization: Bearer secret. And more.');
  assert.deepEqual(records, [{ event: 'Failed to add metadata entry authorization' }]);
});
