import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { describe, it } from 'node:test';
import { assertRejected } from '@optical/testing/assert-rejected';
import { temporaryFolder } from '@optical/testing/temporary-folder';
import { dataPlaces, obtainFile } from '../index.ts';

describe('obtainFile', () => {
  it('downloads a pinned file into the cache once, and names the folders searched for any other', async () => {
    using folder = temporaryFolder();
    let requests = 0;
    const server = createServer((_, response) => {
      requests += 1;
      response.end('content');
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
    const sha256 = createHash('sha256').update('content').digest('hex');
    const pins = new Map([['set/file.json', { url, sha256, bytes: 7 }]]);
    const places = dataPlaces({ cache: path.join(folder.path, 'cache') });
    const file = await obtainFile(places, 'set/file.json', { pins });
    assert.equal(file, path.join(folder.path, 'cache', 'set', 'file.json'));
    assert.equal(readFileSync(file, 'utf8'), 'content');
    assert.equal(await obtainFile(places, 'set/file.json', { pins }), file);
    assert.equal(requests, 1);
    await assertRejected(
      () => obtainFile(places, 'set/other.json', { pins }),
      'not-found',
      'set/other.json',
      '(cache)',
    );
    await assertRejected(() => obtainFile([], 'set/file.json', { pins }), 'failed-precondition', 'no cache');
    server.closeAllConnections();
    server.close();
  });
});
