import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, it } from 'node:test';
import type { FileChunk__Output } from '@optical/contracts/common';
import { OpticalError } from '@optical/errors';
import { temporaryFolder } from '@optical/testing';
import { assertRejected } from '@optical/testing/assert-rejected';
import { receiveFiles } from './receive-files.ts';

const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');

/** A file of text in pieces of three characters. */
function chunks(name: string, text: string): FileChunk__Output[] {
  const pieces = text === '' ? [''] : text.match(/.{1,3}/gs)!;
  return pieces.map((piece, index) => ({
    path: name,
    mediaType: index === 0 ? 'text/plain' : '',
    totalBytes: index === 0 ? text.length : 0,
    offset: index * 3,
    data: Buffer.from(piece),
    digest: index === pieces.length - 1 ? sha256(text) : '',
  }));
}

async function* streamOf(all: readonly FileChunk__Output[], error?: Error): AsyncGenerator<FileChunk__Output> {
  for (const chunk of all) yield await Promise.resolve(chunk);
  if (error) throw error;
}

const ignore = () => undefined;

describe('receiveFiles', () => {
  it('writes every file, empty ones too', async () => {
    using folder = temporaryFolder();
    const target = path.join(folder.path, 'out');
    const all = [...chunks('a.json', '0123456789'), ...chunks('inner/empty', ''), ...chunks('z', 'xyz')];
    const received = await receiveFiles(streamOf(all), target, ignore);
    assert.deepEqual(
      received.map(({ path: file, bytes }) => [file, bytes]),
      [
        ['a.json', 10],
        ['inner/empty', 0],
        ['z', 3],
      ],
    );
    assert.equal(readFileSync(path.join(target, 'a.json'), 'utf8'), '0123456789');
    assert.deepEqual(readdirSync(folder.path), ['out']);
  });

  it('leaves nothing of a stream that breaks, lies or leads out of its folder', async () => {
    using folder = temporaryFolder();
    const target = path.join(folder.path, 'out');
    const [first, second] = chunks('a', '012345');
    const broken = new OpticalError('unavailable', 'gone');
    const cases: [FileChunk__Output[], Error | undefined, 'data-loss' | 'unavailable', string][] = [
      [[first!], undefined, 'data-loss', '3 of 6 bytes'],
      [[first!], broken, 'unavailable', 'gone'],
      [[first!, { ...second!, digest: sha256('else') }], undefined, 'data-loss', sha256('else')],
      [[first!, { ...second!, offset: 4 }], undefined, 'data-loss', 'expected a at 3'],
      [[first!, { ...second!, path: 'b' }], undefined, 'data-loss', 'expected a at 3'],
      [[first!, { ...second!, data: Buffer.alloc(4) }], undefined, 'data-loss', '4 bytes'],
      [chunks('../a', 'x'), undefined, 'data-loss', 'outside'],
    ];
    for (const [all, error, kind, part] of cases) {
      await assertRejected(() => receiveFiles(streamOf(all, error), target, ignore), kind, part);
      assert.deepEqual(readdirSync(folder.path), []);
    }
  });
});
