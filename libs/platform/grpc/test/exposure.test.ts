import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, it } from 'node:test';
import { checkClientSettings, createServer, createUntypedClient } from '../src/index.ts';
import { clientSettings, recordTelemetry, serverSettings, temporaryFolder } from './support/bench.ts';
import { echoService } from './support/echo-service.ts';

describe('beyond loopback', () => {
  it('a server without TLS and tokens does not start, unless it is told to', async (t) => {
    const telemetry = recordTelemetry(t);
    const create = (file: object) => createServer({ settings: serverSettings(file), telemetry, services: [] });
    assert.throws(() => create({ host: '0.0.0.0' }), {
      kind: 'failed-precondition',
      message: /^refusing to listen on 0\.0\.0\.0, which is beyond loopback, without TLS and tokens/,
    });
    const server = create({ host: '0.0.0.0', allowInsecure: true });
    t.after(() => server.close());
    const { port } = await server.listen();
    assert.ok(port > 0);
  });

  it('a client does not send its token without TLS, unless it is told to', (t) => {
    const telemetry = recordTelemetry(t);
    const tokenFile = path.join(temporaryFolder(t), 'token');
    writeFileSync(tokenFile, 'secret');
    const create = (address: string, file: object = {}) => {
      createUntypedClient(echoService, {
        address,
        settings: clientSettings({ tokenFile, ...file }),
        telemetry,
      }).close();
    };
    for (const address of ['192.0.2.1:80', 'dns:///indexer:80', 'ipv4:192.0.2.1:80', '[2001:db8::1]:80'])
      assert.throws(() => {
        create(address);
      }, /^OpticalError: refusing to send a token to .* without TLS/);
    for (const address of ['127.0.0.1:80', 'localhost:80', 'ipv4:127.0.0.1:80', '[::1]:80', 'dns:///localhost:80'])
      create(address);
    create('192.0.2.1:80', { allowInsecure: true });
  });

  it('settings of calls that contradict each other are found before the first call, with the variables that set them', (t) => {
    const { logger } = recordTelemetry(t);
    const check = (tls: object, addresses: string[] = []) => {
      return () => {
        checkClientSettings(clientSettings({ tls }), addresses, logger);
      };
    };
    const error = (message: RegExp) => ({ kind: 'failed-precondition', message });
    assert.throws(check({ certificateFile: 'a' }), error(/needs both .*\(OPTICAL_CLIENT_TLS_KEY_FILE\)/));
    assert.throws(check({ certificateFile: 'a', keyFile: 'b' }), error(/set .*OPTICAL_CLIENT_TLS_CA_FILE/));
    assert.throws(check({ serverName: 'indexer' }), error(/serverName .* needs TLS/));
    assert.throws(check({ caFile: '/nowhere' }, ['127.0.0.1:80']), error(/\/nowhere/));
    check({ caFile: '/nowhere' })();
  });

  it('a port that is taken is named', async (t) => {
    const telemetry = recordTelemetry(t);
    const start = async (port: number) => {
      const server = createServer({ settings: serverSettings({ port }), telemetry, services: [] });
      t.after(() => server.close());
      return server.listen();
    };
    const { port } = await start(0);
    await assert.rejects(start(port), {
      kind: 'failed-precondition',
      message: new RegExp(`cannot listen on 127\\.0\\.0\\.1:${String(port)}`),
    });
  });
});
