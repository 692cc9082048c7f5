import { createHash } from 'node:crypto';
import type { FileChunk } from '@optical/contracts/common';

const chunkBytes = 2 ** 20;

export interface StudyFile {
  readonly path: string;
  readonly mediaType: string;
  readonly content: Buffer;
}

/** A file in the pieces of the contract; an empty one is one piece. */
export function* chunksOf({ path, mediaType, content }: StudyFile): Generator<FileChunk> {
  const digest = createHash('sha256').update(content).digest('hex');
  for (let offset = 0; offset === 0 || offset < content.length; offset += chunkBytes) {
    const isLast = offset + chunkBytes >= content.length;
    yield {
      path,
      ...(offset === 0 && { mediaType, totalBytes: content.length }),
      offset,
      data: content.subarray(offset, offset + chunkBytes),
      ...(isLast && { digest }),
    };
  }
}
