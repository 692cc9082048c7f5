import { createHash } from 'node:crypto';

/** sha256 of content that comes in pieces, in hexadecimal digits, and its length in bytes. */
export async function hashContent(content: AsyncIterable<Uint8Array>): Promise<{ sha256: string; size: number }> {
  const hash = createHash('sha256');
  let size = 0;
  for await (const piece of content) {
    hash.update(piece);
    size += piece.length;
  }
  return { sha256: hash.digest('hex'), size };
}
