import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { readdirSync, readFileSync, utimesSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { describe, it } from 'node:test';
import { assertRejected } from '@optical/testing/assert-rejected';
import { temporaryFolder } from '@optical/testing/temporary-folder';
import { download, proxyDispatcher } from '../index.ts';

const content = Buffer.from(Array.from({ length: 300_000 }, (_, index) => (index * 31 + (index >> 8)) % 256));
const sha256 = createHash('sha256').update(content).digest('hex');
const quick = { firstRetryAfterMs: 1, retries: 3 };

async function serve(answer: (request: IncomingMessage, response: ServerResponse, count: number) => void) {
  const ranges: (string | undefined)[] = [];
  const server = createServer((request, response) => {
    ranges.push(request.headers.range);
    answer(request, response, ranges.length);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/file`;
  return {
    ranges,
    file: { url, sha256, bytes: content.length },
    [Symbol.dispose]: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}

/** @param breaks when to end the connection, after 100,000 bytes of the content; without it all is sent */
function sendFrom(request: IncomingMessage, response: ServerResponse, breaks?: Promise<unknown>): void {
  const start = Number(/bytes=(\d+)-/.exec(request.headers.range ?? '')?.[1] ?? 0);
  const headers = { 'content-length': content.length - start };
  if (start === 0) response.writeHead(200, headers);
  else
    response.writeHead(206, { ...headers, 'content-range': `bytes ${start}-${content.length - 1}/${content.length}` });
  if (breaks === undefined) {
    response.end(content.subarray(start));
    return;
  }
  response.write(content.subarray(start, 100_000));
  void breaks.then(() => response.destroy());
}

/**
 * A server that breaks off its first answer when the download that has `onProgress` has written what was sent: a broken
 * connection drops what is still on its way through the streams of its reader.
 */
async function serveBroken(prepare: (request: IncomingMessage) => void = () => undefined) {
  const written = Promise.withResolvers<undefined>();
  const server = await serve((request, response, count) => {
    prepare(request);
    sendFrom(request, response, count === 1 ? written.promise : undefined);
  });
  const onProgress = (received: number): void => {
    if (received === 100_000) written.resolve(undefined);
  };
  return { ...server, onProgress };
}

describe('download', () => {
  it('writes the whole file, reports progress and does not fetch it again', async () => {
    using folder = temporaryFolder();
    using server = await serve((request, response) => {
      sendFrom(request, response);
    });
    const destination = path.join(folder.path, 'new', 'file');
    const progress: number[] = [];
    await download(server.file, destination, { onProgress: (received) => progress.push(received) });
    await download(server.file, destination);
    assert.ok(readFileSync(destination).equals(content));
    assert.equal(progress.at(-1), content.length);
    assert.equal(server.ranges.length, 1);
    assert.deepEqual(readdirSync(path.dirname(destination)), ['file']);
  });

  it('goes on where the connection broke', async () => {
    using folder = temporaryFolder();
    using server = await serveBroken();
    const destination = path.join(folder.path, 'file');
    await download(server.file, destination, { ...quick, onProgress: server.onProgress });
    assert.ok(readFileSync(destination).equals(content));
    assert.deepEqual(server.ranges, [undefined, 'bytes=100000-']);
  });

  it('goes on in a later call after its attempts were exhausted', async () => {
    using folder = temporaryFolder();
    using server = await serveBroken();
    const destination = path.join(folder.path, 'file');
    const { url } = server.file;
    const expected = 'expected 300000 bytes, got 100000';
    await assertRejected(
      () => download(server.file, destination, { retries: 0, onProgress: server.onProgress }),
      'unavailable',
      url,
      expected,
    );
    await download(server.file, destination, { ...quick, onProgress: server.onProgress });
    assert.equal(server.ranges[1], 'bytes=100000-');
    assert.ok(readFileSync(destination).equals(content));
  });

  it('starts again when the server ignores the range', async () => {
    using folder = temporaryFolder();
    using server = await serveBroken(({ headers }) => {
      delete headers.range;
    });
    const destination = path.join(folder.path, 'file');
    await download(server.file, destination, { ...quick, onProgress: server.onProgress });
    assert.ok(readFileSync(destination).equals(content));
    assert.equal(server.ranges.length, 2);
  });

  it('refuses wrong bytes and too many, and leaves nothing behind', async () => {
    using folder = temporaryFolder();
    const wrong = Buffer.alloc(content.length);
    using server = await serve((_, response) => response.end(wrong));
    const { file } = server;
    const got = createHash('sha256').update(wrong).digest('hex');
    const destination = path.join(folder.path, 'file');
    await assertRejected(() => download(file, destination, quick), 'data-loss', file.url, sha256, got);
    const small = { ...file, bytes: 10 };
    await assertRejected(() => download(small, destination, quick), 'data-loss', file.url, 'expected 10 bytes');
    assert.deepEqual(readdirSync(folder.path), []);
  });

  it('fetches from the start when what an earlier call left is damaged', async () => {
    using folder = temporaryFolder();
    using server = await serve((request, response) => {
      sendFrom(request, response);
    });
    const destination = path.join(folder.path, 'file');
    writeFileSync(path.join(folder.path, `.file.${sha256.slice(0, 16)}-parked`), Buffer.alloc(1_000, 1));
    await download(server.file, destination, quick);
    assert.deepEqual(server.ranges, ['bytes=1000-', undefined]);
    assert.ok(readFileSync(destination).equals(content));
  });

  it('takes over what a killed process left, but nothing of a living one', async () => {
    using folder = temporaryFolder();
    using server = await serve((request, response) => {
      sendFrom(request, response);
    });
    const prefix = `.file.${sha256.slice(0, 16)}-`;
    writeFileSync(path.join(folder.path, `${prefix}living`), content.subarray(0, 200_000));
    writeFileSync(path.join(folder.path, `${prefix}killed`), content.subarray(0, 100_000));
    const fiveMinutesAgo = new Date(Date.now() - 300_000);
    utimesSync(path.join(folder.path, `${prefix}killed`), fiveMinutesAgo, fiveMinutesAgo);
    const destination = path.join(folder.path, 'file');
    await download(server.file, destination, quick);
    assert.deepEqual(server.ranges, ['bytes=100000-']);
    assert.ok(readFileSync(destination).equals(content));
    assert.deepEqual(readdirSync(folder.path).sort(), [`${prefix}living`, 'file']);
  });

  it('tries again after 503 but not after 404', async () => {
    using folder = temporaryFolder();
    using server = await serve((request, response, count) => {
      if (count < 3) response.writeHead(503).end();
      else sendFrom(request, response);
    });
    await download(server.file, path.join(folder.path, 'file'), quick);
    assert.equal(server.ranges.length, 3);
    using missing = await serve((_, response) => response.writeHead(404).end());
    const { file } = missing;
    await assertRejected(() => download(file, path.join(folder.path, 'b'), quick), 'not-found', file.url, '404');
    assert.equal(missing.ranges.length, 1);
    assert.deepEqual(readdirSync(folder.path), ['file']);
  });

  it('goes through the proxy of the settings', async () => {
    using folder = temporaryFolder();
    let connects = 0;
    using server = await serve((request, response) => {
      sendFrom(request, response);
    });
    const proxy = createServer().listen(0, '127.0.0.1').unref();
    const refuse = (_: IncomingMessage, socket: { end: (text: string) => void }) => {
      connects += 1;
      socket.end('HTTP/1.1 403 Forbidden\r\n\r\n');
    };
    proxy.on('connect', refuse).on('request', (_, response: ServerResponse) => {
      connects += 1;
      response.writeHead(403).end();
    });
    await once(proxy, 'listening');
    const httpProxy = `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`;
    const destination = path.join(folder.path, 'file');
    const through = proxyDispatcher({ httpProxy });
    await assert.rejects(download(server.file, destination, { dispatcher: through, retries: 0 }));
    assert.deepEqual([connects, server.ranges.length], [1, 0]);
    const around = proxyDispatcher({ httpProxy, noProxy: '127.0.0.1' });
    await download(server.file, destination, { dispatcher: around, retries: 0 });
    assert.deepEqual([connects, server.ranges.length], [1, 1]);
    await Promise.all([through.destroy(), around.destroy()]);
    proxy.close();
  });

  it('stops when it is cancelled', async () => {
    using folder = temporaryFolder();
    using server = await serve((_, response) => response.writeHead(200).write('x'));
    const signal = AbortSignal.timeout(50);
    const destination = path.join(folder.path, 'file');
    await assertRejected(() => download(server.file, destination, { signal }), 'cancelled', server.file.url);
  });

  it('may run in two processes at once for one file', async () => {
    using folder = temporaryFolder();
    using server = await serve((request, response) => {
      setTimeout(() => {
        sendFrom(request, response);
      }, 100);
    });
    const destination = path.join(folder.path, 'file');
    const module = JSON.stringify(path.join(import.meta.dirname, 'download.ts'));
    const script = `import { download } from ${module};
      await download(${JSON.stringify(server.file)}, ${JSON.stringify(destination)});`;
    const codes = await Promise.all(
      [1, 2].map(async () => {
        const child = spawn(process.execPath, ['--input-type=module', '--eval', script], { stdio: 'inherit' });
        const [code] = (await once(child, 'exit')) as [number];
        return code;
      }),
    );
    assert.deepEqual(codes, [0, 0]);
    assert.ok(readFileSync(destination).equals(content));
    assert.deepEqual(readdirSync(folder.path), ['file']);
  });
});
