import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, it } from 'node:test';
import type { TestContext } from 'node:test';
import { exportJWK, generateKeyPair, SignJWT, UnsecuredJWT } from 'jose';
import type { CryptoKey, JWTPayload } from 'jose';
import { createHealthClient, createServer, Metadata } from '../src/index.ts';
import type { RpcContext } from '../src/index.ts';
import { clientSettings, recordTelemetry, serverSettings, startEcho, temporaryFolder } from './support/bench.ts';
import type { RecordedTelemetry } from './support/bench.ts';
import type { Message } from './support/echo-service.ts';
import { askReflection } from './support/reflection.ts';
import { collect, streamOf } from './support/streams.ts';
import { until } from './support/until.ts';

const issuer = 'https://issuer.test';
const audience = 'optical';
const claims = { iss: issuer, aud: audience, sub: 'tester', scope: 'test.echo other', exp: nowPlus(3600) };
const leewayMs = 30_000;

function nowPlus(seconds: number): number {
  return Math.floor(Date.now() / 1000) + seconds;
}

function without(name: keyof typeof claims): JWTPayload {
  return Object.fromEntries(Object.entries(claims).filter(([claim]) => claim !== name));
}

const withToken = (token: string) => {
  const metadata = new Metadata();
  metadata.set('authorization', `Bearer ${token}`);
  return { metadata };
};

async function signingKey(folder: string) {
  const { publicKey, privateKey } = await generateKeyPair('ES256');
  const jwksFile = path.join(folder, 'jwks.json');
  const publish = async (kid: string, key: CryptoKey = publicKey) => {
    writeFileSync(jwksFile, JSON.stringify({ keys: [{ ...(await exportJWK(key)), kid, alg: 'ES256' }] }));
  };
  await publish('one');
  const sign = (payload: JWTPayload, key: CryptoKey = privateKey) =>
    new SignJWT(payload).setProtectedHeader({ alg: 'ES256', kid: 'one' }).sign(key);
  return { jwksFile, publish, sign };
}

const handlers = {
  say: (_: Message, { identity }: RpcContext) => Promise.resolve({ text: identity!.subject }),
  count: (_: Message, { identity }: RpcContext) => streamOf({ text: [...identity!.scopes].join() }),
};

/** How often replaced files have been taken up. */
function reloads({ logs }: RecordedTelemetry): number {
  return logs.filter(({ msg }) => msg === 'new contents are in use').length;
}

async function startGuarded(t: TestContext) {
  const key = await signingKey(temporaryFolder(t));
  const token = { jwksFile: key.jwksFile, issuer, audience, leewayMs };
  const bench = await startEcho(t, handlers, { server: { token, reloadIntervalMs: 100 } });
  return { ...bench, ...key };
}

describe('a bearer token', () => {
  it('lets its bearer in and tells the handler who it is', async (t) => {
    const { client, sign } = await startGuarded(t);
    const options = withToken(await sign(claims));
    assert.equal((await client.say({}, options)).text, 'tester');
    assert.equal((await client.say({}, options)).text, 'tester');
    const [first] = await collect(client.count({}, options));
    assert.equal(first!.text, 'test.echo,other');
  });

  it('is refused when it is expired, unsigned, foreign, tampered with, incomplete or absent', async (t) => {
    const { client, sign, jwksFile } = await startGuarded(t);
    const stranger = (await generateKeyPair('ES256')).privateKey;
    const [header, , signature] = (await sign(claims)).split('.');
    const forged = Buffer.from(JSON.stringify({ ...claims, sub: 'admin' })).toString('base64url');
    const refused: [string, string][] = [
      ['expired', await sign({ ...claims, exp: nowPlus(-60) })],
      ['not valid yet', await sign({ ...claims, nbf: nowPlus(90) })],
      ['unsigned', new UnsecuredJWT(claims).encode()],
      ['signed by a stranger', await sign(claims, stranger)],
      ['signed with the public key as a secret', await hmac(readFileSync(jwksFile))],
      ['for another audience', await sign({ ...claims, aud: 'elsewhere' })],
      ['of another issuer', await sign({ ...claims, iss: 'https://elsewhere.test' })],
      ['without expiry', await sign(without('exp'))],
      ['without subject', await sign(without('sub'))],
      ['tampered with', `${header!}.${forged}.${signature!}`],
      ['no token at all', 'nonsense'],
    ];
    for (const [what, token] of refused) {
      const unauthenticated = (error: unknown) => {
        const { kind, message } = error as { kind: string; message: string };
        assert.equal(kind, 'unauthenticated', what);
        assert.ok(!message.includes(token), what);
        return true;
      };
      await assert.rejects(client.say({}, withToken(token)), unauthenticated);
      await assert.rejects(collect(client.count({}, withToken(token))), unauthenticated);
    }
    await assert.rejects(client.say({}), { kind: 'unauthenticated', message: /no bearer token/ });
    const leeway = await sign({ ...claims, exp: nowPlus(0) });
    assert.equal((await client.say({}, withToken(leeway))).text, 'tester');
  });

  it('without the scope of the service is refused by name', async (t) => {
    const { client, sign } = await startGuarded(t);
    for (const scope of ['optical.indexer', 'test.echoes', '']) {
      const options = withToken(await sign({ ...claims, scope }));
      await assert.rejects(client.say({}, options), {
        kind: 'permission-denied',
        message: /lacks the scope test\.echo$/,
      });
    }
  });

  it('is refused once it expires or its key is withdrawn, though it was accepted before', async (t) => {
    const { client, sign, publish, telemetry } = await startGuarded(t);
    t.mock.timers.enable({ apis: ['Date'], now: Date.now() });
    const exp = nowPlus(2);
    const brief = withToken(await sign({ ...claims, exp }));
    const long = withToken(await sign(claims));
    await client.say({}, brief);
    await client.say({}, long);
    await publish('two', (await generateKeyPair('ES256')).publicKey);
    await until(() => reloads(telemetry) === 1);
    await assert.rejects(client.say({}, long), { kind: 'unauthenticated' });
    await publish('one');
    await until(() => reloads(telemetry) === 2);
    await client.say({}, long);
    t.mock.timers.setTime(exp * 1000 + leewayMs - 1);
    await client.say({}, brief);
    t.mock.timers.setTime(exp * 1000 + leewayMs);
    await assert.rejects(client.say({}, brief), { kind: 'unauthenticated', message: /"exp" claim/ });
  });

  it('is not needed for health, and for reflection any valid one will do', async (t) => {
    const { address, telemetry, sign } = await startGuarded(t);
    const health = createHealthClient({ address, settings: clientSettings(), telemetry });
    assert.equal(await health.check(''), 'NOT_SERVING');
    health.close();
    const question = { listServices: '*' };
    await assert.rejects(askReflection({ address, telemetry }, question), { kind: 'unauthenticated' });
    const options = withToken(await sign({ ...claims, scope: 'other' }));
    assert.ok((await askReflection({ address, telemetry }, question, options)).listServicesResponse);
  });

  it('is verified with a shared secret too, and sent by clients from a file that may be replaced', async (t) => {
    const folder = temporaryFolder(t);
    const secret = randomBytes(32).toString('hex');
    const secretFile = path.join(folder, 'secret');
    const tokenFile = path.join(folder, 'token');
    writeFileSync(secretFile, `${secret}\n`);
    writeFileSync(tokenFile, 'stale');
    const { client, telemetry } = await startEcho(t, handlers, {
      server: { token: { secretFile, issuer, audience } },
      client: { tokenFile, reloadIntervalMs: 100 },
    });
    await assert.rejects(client.say({}), { kind: 'unauthenticated' });
    // As mounted secrets are: never half there.
    const next = path.join(folder, 'next');
    writeFileSync(next, `${await hmac(Buffer.from(secret))}\n`);
    renameSync(next, tokenFile);
    await until(() => reloads(telemetry) === 1);
    assert.equal((await client.say({})).text, 'tester');
  });

  it('needs a whole configuration', (t) => {
    const folder = temporaryFolder(t);
    const telemetry = recordTelemetry(t);
    const secretFile = path.join(folder, 'secret');
    writeFileSync(secretFile, 'short');
    const start = (token: object) => () =>
      createServer({ settings: serverSettings({ token }), telemetry, services: [] });
    const error = (message: RegExp) => ({ kind: 'failed-precondition', message });
    assert.throws(start({ secretFile, issuer }), error(/issuer and an audience/));
    assert.throws(start({ secretFile, jwksFile: 'x', issuer, audience }), error(/exactly one/));
    assert.throws(start({ secretFile, issuer, audience }), error(/5 bytes, the least is 32/));
    assert.throws(start({ jwksFile: secretFile, issuer, audience }), error(/JSON/));
  });
});

function hmac(secret: Uint8Array): Promise<string> {
  return new SignJWT(claims).setProtectedHeader({ alg: 'HS256', kid: 'one' }).sign(secret);
}
