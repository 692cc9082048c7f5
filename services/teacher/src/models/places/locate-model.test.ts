import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { describe, it } from 'node:test';
import { temporaryFolder } from '@optical/testing';
import { assertRejected } from '@optical/testing/assert-rejected';
import { locateModel } from './locate-model.ts';
import type { ModelPlaces } from './locate-model.ts';
import { defaultTeacher, pinnedModels } from './pinned-models.ts';
import type { PinnedModel } from './pinned-models.ts';

const contents = new Map([
  ['config.json', Buffer.from('{"a":1}')],
  ['model.safetensors', Buffer.from(Array.from({ length: 50_000 }, (_, index) => index % 251))],
]);
const pin: PinnedModel = {
  repository: 'owner/tiny',
  revision: 'f'.repeat(40),
  licence: 'Apache-2.0',
  languages: ['en'],
  files: [...contents].map(([path, bytes]) => ({
    path,
    bytes: bytes.length,
    sha256: createHash('sha256').update(bytes).digest('hex'),
  })),
};
const pins = new Map([['tiny', pin]]);

/**
 * A hub that serves the files of the pinned revision.
 * @param breaks when the first answer for the weights breaks off in the middle
 */
async function startHub({ breaks, damaged = false }: { breaks?: Promise<unknown>; damaged?: boolean } = {}) {
  const requests: string[] = [];
  const server = createServer((request, response) => {
    const range = request.headers.range ?? '';
    requests.push(`${request.url!} ${range}`.trim());
    const content = contents.get(request.url!.replace(`/owner/tiny/resolve/${pin.revision}/`, ''));
    if (content === undefined) return void response.writeHead(404).end();
    const body = damaged ? Buffer.alloc(content.length) : content;
    const start = Number(/bytes=(\d+)-/.exec(range)?.[1] ?? 0);
    response.writeHead(start === 0 ? 200 : 206, {
      'content-length': body.length - start,
      ...(start > 0 && { 'content-range': `bytes ${start}-${body.length - 1}/${body.length}` }),
    });
    if (breaks === undefined || start > 0 || body.length < 1_000) return void response.end(body.subarray(start));
    response.write(body.subarray(0, 20_000));
    void breaks.then(() => response.destroy());
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    requests,
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    [Symbol.dispose]: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}

function makeModel(...parts: string[]): string {
  const folder = path.join(...parts);
  mkdirSync(folder, { recursive: true });
  writeFileSync(path.join(folder, 'config.json'), '{}');
  return folder;
}

describe('locateModel', () => {
  it('prefers the setting to shared/models beside the checkout, and that to the cache', async () => {
    using folder = temporaryFolder();
    const setting = path.join(folder.path, 'setting');
    const checkout = path.join(folder.path, 'work', 'checkout', 'services');
    const cache = path.join(folder.path, 'cache');
    mkdirSync(setting);
    const places: ModelPlaces = { setting, checkout, cache, pins };
    for (const folders of [[cache], [folder.path, 'work', 'shared', 'models'], [setting]]) {
      const directory = makeModel(...folders, 'm');
      assert.deepEqual(await locateModel(places, 'm'), { directory, isFetched: false });
    }
    assert.equal((await locateModel(places, path.join(setting, 'm'))).directory, path.join(setting, 'm'));
  });

  it('leads nowhere outside the folders, by path or by link', async () => {
    using folder = temporaryFolder();
    const setting = path.join(folder.path, 'setting');
    const secret = makeModel(folder.path, 'secret');
    mkdirSync(setting);
    symlinkSync(secret, path.join(setting, 'link'));
    const places = { setting, cache: path.join(folder.path, 'cache') };
    for (const directory of ['../secret', secret, '.', 'x/../../secret']) {
      await assertRejected(() => locateModel(places, directory), 'invalid-argument', 'directory', 'leads out');
    }
    await assertRejected(() => locateModel(places, 'link'), 'invalid-argument', 'link out of');
    await assertRejected(() => locateModel(places, ''), 'invalid-argument', 'directory');
    await assertRejected(() => locateModel(places, 'other'), 'not-found', 'other', setting, 'cache');
    const gone = { ...places, setting: path.join(folder.path, 'gone') };
    await assertRejected(() => locateModel(gone, 'm'), 'failed-precondition', 'OPTICAL_MODELS', 'gone');
  });

  it('fetches a known model into the cache, going on where the connection broke, and once only', async () => {
    using folder = temporaryFolder();
    const written = Promise.withResolvers<undefined>();
    using hub = await startHub({ breaks: written.promise });
    const places = { cache: path.join(folder.path, 'cache'), hub, pins };
    const progress: number[] = [];
    const onProgress = (received: number, expected: number): void => {
      progress.push(received / expected);
      if (received >= 20_000) written.resolve(undefined);
    };
    const found = await locateModel(places, 'tiny', { onProgress, firstRetryAfterMs: 1 });
    assert.deepEqual(found, { directory: path.join(places.cache, 'tiny'), pin, isFetched: true });
    for (const [name, content] of contents) {
      assert.ok(readFileSync(path.join(found.directory, name)).equals(content), name);
    }
    assert.ok(hub.requests.some((request) => /model\.safetensors bytes=[1-9]/.test(request)));
    assert.equal(progress.at(-1), 1);
    const { length } = hub.requests;
    assert.deepEqual(await locateModel(places, 'tiny'), found);
    assert.equal(hub.requests.length, length);
  });

  it('fetches nothing when it is here, when fetching is off, or when it is not known', async () => {
    using folder = temporaryFolder();
    using hub = await startHub();
    const cache = path.join(folder.path, 'cache');
    const setting = path.join(folder.path, 'setting');
    makeModel(setting, 'tiny');
    assert.equal((await locateModel({ setting, cache, hub, pins }, 'tiny')).isFetched, false);
    await assertRejected(() => locateModel({ cache, pins }, 'tiny'), 'not-found', 'switched off');
    await assertRejected(() => locateModel({ cache, hub, pins }, 'unknown'), 'not-found', 'unknown');
    assert.deepEqual(hub.requests, []);
  });

  it('refuses other content than the pinned one, and says why a model cannot be had', async () => {
    using folder = temporaryFolder();
    using hub = await startHub({ damaged: true });
    const cache = path.join(folder.path, 'cache');
    const fetch = () => locateModel({ cache, hub, pins }, 'tiny', { retries: 0 });
    await assertRejected(fetch, 'unavailable', 'tiny', cache, 'sha256');
    const nowhere = { url: 'http://127.0.0.1:9' };
    const fail = () => locateModel({ cache, hub: nowhere, pins }, 'tiny', { retries: 0 });
    await assertRejected(fail, 'unavailable', 'could not be fetched', '127.0.0.1:9');
    const signal = AbortSignal.abort();
    await assertRejected(() => locateModel({ cache, hub, pins }, 'tiny', { signal }), 'cancelled');
  });

  it('knows the default teacher by 40-digit revision and sha256', () => {
    const { revision, files } = pinnedModels.get(defaultTeacher)!;
    assert.match(revision, /^[0-9a-f]{40}$/);
    for (const { path: file, sha256, bytes } of files) {
      assert.match(sha256, /^[0-9a-f]{64}$/, file);
      assert.ok(bytes > 0);
    }
    assert.ok(files.some(({ path }) => path === 'model.safetensors'));
  });
});
