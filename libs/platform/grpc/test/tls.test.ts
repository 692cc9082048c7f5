import assert from 'node:assert/strict';
import { copyFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, it } from 'node:test';
import type { TestContext } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { connect } from 'node:tls';
import { createServer } from '../src/index.ts';
import type { RpcContext } from '../src/index.ts';
import { recordTelemetry, serverSettings, startEcho, temporaryFolder } from './support/bench.ts';
import { writeCertificate } from './support/certificates.ts';
import type { Message } from './support/echo-service.ts';
import { until } from './support/until.ts';

function authorities(t: TestContext) {
  const folder = temporaryFolder(t);
  const authority = writeCertificate(folder, 'authority');
  const server = writeCertificate(folder, 'server', authority);
  return { folder, authority, server, caFile: authority.certificateFile };
}

/** Puts a copy of a file in place of another, whole at any time for who reads it meanwhile. */
function replaceFile(source: string, target: string): void {
  copyFileSync(source, `${target}.new`);
  renameSync(`${target}.new`, target);
}

/** The name in the certificate that a new handshake sees. */
function servedName(port: number): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const socket = connect({ port, host: '127.0.0.1', rejectUnauthorized: false, ALPNProtocols: ['h2'] }, () => {
      resolve(socket.getPeerCertificate().subject.CN);
      socket.destroy();
    });
    socket.on('error', reject);
  });
}

const handlers = {
  say: (request: Message) => Promise.resolve(request),
  count: async function* (_: Message, { signal }: RpcContext) {
    for (let number = 0; ; number += 1) {
      yield { number };
      await sleep(5, undefined, { signal });
    }
  },
};

describe('TLS', () => {
  it('serves clients that trust the authority, and no others', async (t) => {
    const { folder, server, caFile } = authorities(t);
    const { client, connect } = await startEcho(t, handlers, { server: { tls: server }, client: { tls: { caFile } } });
    assert.equal((await client.say({ number: 1 })).number, 1);
    const other = writeCertificate(folder, 'other');
    const unavailable = { kind: 'unavailable' };
    await assert.rejects(connect({ tls: { caFile: other.certificateFile } }).say({}), unavailable);
    await assert.rejects(connect().say({}), unavailable);
  });

  it('asks for client certificates of the right authority when it is mutual, except on the health port', async (t) => {
    const { folder, authority, server, caFile } = authorities(t);
    const clients = writeCertificate(folder, 'clients');
    const right = writeCertificate(folder, 'right', clients);
    const wrong = writeCertificate(folder, 'wrong', authority);
    const { client, connect, healthPort } = await startEcho(t, handlers, {
      server: { tls: { ...server, clientCaFile: clients.certificateFile }, healthPort: 0 },
      client: { tls: { caFile, ...right } },
    });
    assert.equal((await client.say({ number: 1 })).number, 1);
    await assert.rejects(connect({ tls: { caFile, ...wrong } }).say({}), { kind: 'unavailable' });
    await assert.rejects(connect({ tls: { caFile } }).say({}), { kind: 'unavailable' });
    assert.ok(healthPort! > 0);
  });

  it('takes up a replaced certificate without dropping a call, and keeps the old one while the files do not match', async (t) => {
    const { folder, authority, server, caFile } = authorities(t);
    const { client, port, telemetry, connect } = await startEcho(t, handlers, {
      server: { tls: server, reloadIntervalMs: 100 },
      client: { tls: { caFile } },
    });
    const stream = client.count({});
    const next = async () => ((await stream.next()).value as Message).number;
    assert.equal(await next(), 0);
    assert.equal(await servedName(port), 'server');

    const renewed = writeCertificate(folder, 'renewed', authority);
    const errors = () => telemetry.logs.filter(({ level }) => level === 'error').length;
    replaceFile(renewed.certificateFile, server.certificateFile);
    await until(() => errors() > 0);
    await sleep(250);
    assert.equal(errors(), 1);
    assert.equal(await servedName(port), 'server');
    rmSync(server.keyFile);
    await until(() => errors() > 1);
    assert.equal((await connect({ tls: { caFile } }).say({ number: 2 })).number, 2);

    replaceFile(renewed.keyFile, server.keyFile);
    await until(async () => (await servedName(port)) !== 'server');
    assert.equal(await servedName(port), 'renewed');
    assert.equal((await connect({ tls: { caFile } }).say({ number: 3 })).number, 3);
    for (let read = 1; read < 20; read += 1) assert.equal(await next(), read);
    await stream.return(undefined);
  });

  it('refuses to start with files that are missing, torn or do not match, naming them', (t) => {
    const { folder, authority, server } = authorities(t);
    const torn = path.join(folder, 'torn.pem');
    writeFileSync(torn, '-----BEGIN CERTIFICATE-----\nMIIB');
    const telemetry = recordTelemetry(t);
    const start = (tls: object) => () => createServer({ settings: serverSettings({ tls }), telemetry, services: [] });
    const error = (message: RegExp) => ({ kind: 'failed-precondition', message });
    assert.throws(start({ ...server, keyFile: '/nowhere/key' }), error(/TLS certificates \(.*\/nowhere\/key/));
    assert.throws(start({ ...server, certificateFile: torn }), error(/torn\.pem/));
    assert.throws(start({ ...server, keyFile: authority.keyFile }), error(/mismatch/));
    assert.throws(start({ certificateFile: server.certificateFile }), error(/needs both/));
    assert.throws(start({ clientCaFile: server.certificateFile }), error(/needs TLS/));
  });
});
