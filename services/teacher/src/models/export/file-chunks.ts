import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import path from 'node:path';
import type { FileChunk } from '@optical/contracts/common';

const chunkBytes = 2 ** 20;

const mediaTypes: Readonly<Record<string, string>> = { '.json': 'application/json', '.txt': 'text/plain' };

/** All files of a directory as they travel, one after the other, in order of their paths. */
export async function* readFileChunks(directory: string): AsyncGenerator<FileChunk> {
  const entries = await readdir(directory, { recursive: true, withFileTypes: true });
  const files = entries
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => path.relative(directory, path.join(parentPath, name)));
  for (const file of files.sort()) yield* chunksOf(directory, file);
}

async function* chunksOf(directory: string, file: string): AsyncGenerator<FileChunk> {
  const { size } = await stat(path.join(directory, file));
  const hash = createHash('sha256');
  const name = file.split(path.sep).join('/');
  const first = { mediaType: mediaTypes[path.extname(file)] ?? 'application/octet-stream', totalBytes: size };
  let offset = 0;
  const content = createReadStream(path.join(directory, file), { highWaterMark: chunkBytes });
  for await (const data of content as AsyncIterable<Buffer>) {
    hash.update(data);
    const isLast = offset + data.length === size;
    yield {
      path: name,
      ...(offset === 0 && first),
      offset,
      data,
      ...(isLast && { digest: hash.copy().digest('hex') }),
    };
    offset += data.length;
  }
  if (size === 0) yield { path: name, ...first, offset, digest: hash.digest('hex') };
}
