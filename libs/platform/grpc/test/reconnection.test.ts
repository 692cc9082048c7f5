import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { it } from 'node:test';
import { startEcho } from './support/bench.ts';
import { until } from './support/until.ts';

it('a client looks every second for a server that is away, however long it has been', async (t) => {
  let attempts = 0;
  const away = createServer((socket) => {
    attempts += 1;
    socket.on('error', () => undefined).destroy();
  }).listen(0, '127.0.0.1');
  t.after(() => away.close());
  await once(away, 'listening');
  const { connectTo } = await startEcho(t, {});
  const client = connectTo(`127.0.0.1:${(away.address() as AddressInfo).port}`);
  await assert.rejects(client.ask({}), { kind: 'unavailable' });
  // With waits that grow without this bound, the tenth attempt would come after two minutes.
  await until(() => attempts >= 10);
});
