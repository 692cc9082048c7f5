import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { describe, it } from 'node:test';
import { assertRejected } from '@optical/testing/assert-rejected';
import { temporaryFolder } from '@optical/testing/temporary-folder';
import { dataPlaces, derivedFiles, findDataSet, obtainFile, pinnedFiles, readBitext } from '../index.ts';

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

  it('makes bitext of pinned files that it fetches, composed, tidy and without repetitions, once', async () => {
    using folder = temporaryFolder();
    const texts: Record<string, string> = {
      '/en': 'One  day\nTwo\nOne day\n',
      '/hi': '\uFEFFएक दिन\nदो\nएक\u00A0दिन\n',
    };
    const asked: string[] = [];
    const server = createServer(({ url }, response) => {
      asked.push(url!);
      response.end(texts[url!]);
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const pinOf = (file: string) => {
      const content = Buffer.from(texts[file]!);
      const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}${file}`;
      return { url, sha256: createHash('sha256').update(content).digest('hex'), bytes: content.length };
    };
    const pins = new Map([
      ['sources/ntrex/newstest2019-src.eng.txt', pinOf('/en')],
      ['sources/ntrex/newstest2019-ref.hin.txt', pinOf('/hi')],
    ]);
    const places = dataPlaces({ cache: folder.path });
    const file = await obtainFile(places, 'bitext/ntrex.hi.tsv', { pins });
    assert.equal(file, path.join(folder.path, 'bitext/ntrex.hi.tsv'));
    assert.deepEqual(await readBitext(file).toArray(), [
      { id: '1', english: 'One day', foreign: 'एक दिन' },
      { id: '2', english: 'Two', foreign: 'दो' },
    ]);
    assert.deepEqual(readdirSync(path.dirname(file)), ['ntrex.hi.tsv']);
    await obtainFile(places, 'bitext/ntrex.hi.tsv', { pins });
    assert.deepEqual(asked.sort(), ['/en', '/hi']);
    server.closeAllConnections();
    server.close();
  });

  it("finds the questions on XQuAD's paragraphs among SQuAD's", async () => {
    using folder = temporaryFolder();
    const write = (name: string, paragraphs: readonly (readonly string[])[]): void => {
      const qas = (ids: readonly string[]) => ids.map((id) => ({ id, question: 'Who?', answers: ['me'] }));
      const data = [{ title: 't', paragraphs: paragraphs.map((ids) => ({ context: 'text', qas: qas(ids) })) }];
      mkdirSync(path.dirname(path.join(folder.path, name)), { recursive: true });
      writeFileSync(path.join(folder.path, name), JSON.stringify({ data }));
    };
    write('xquad/xquad.en.json', [['b']]);
    write('squad/dev-v1.1.json', [['d', 'b'], ['c'], ['a']]);
    const file = await obtainFile(dataPlaces({ cache: folder.path }), 'squad/xquad_paragraph_overlap_ids.txt');
    assert.equal(readFileSync(file, 'utf8'), 'b\nd\n');
  });
});

describe('derivedFiles', () => {
  it('are made of pinned files, in languages that the catalogue knows the set to have', () => {
    for (const [name, { sources }] of derivedFiles) {
      for (const source of sources) assert.ok(pinnedFiles.has(source), `${name}: ${source}`);
      const bitext = /^bitext\/(?<set>\w+)\.(?<language>\w+)\.tsv$/.exec(name)?.groups;
      if (bitext) assert.ok(findDataSet(bitext.set!)!.languages.includes(bitext.language!), name);
    }
  });
});
