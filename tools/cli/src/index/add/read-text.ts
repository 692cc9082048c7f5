import { openBytes } from '@optical/datasets';

/** Bytes of a byte order mark, which is no part of the text. */
const markBytes = 3;

/**
 * The text of a file of UTF-8, decompressed when its content says so and without a byte order mark, or why it cannot be
 * used. No more of it is held than `mostBytes` and a mark.
 */
export async function readText(
  file: string,
  mostBytes: number,
): Promise<{ readonly text: string } | { readonly problem: string }> {
  let held: Buffer[] = [];
  let bytes = 0;
  try {
    for await (const chunk of openBytes(file)) {
      bytes += chunk.length;
      if (bytes <= mostBytes + markBytes) held.push(chunk);
      else held = [];
    }
  } catch (error) {
    return { problem: `cannot be read: ${(error as Error).message}` };
  }
  if (bytes > mostBytes + markBytes) return { problem: `has ${bytes} bytes of "text", the limit is ${mostBytes}` };
  try {
    return { text: new TextDecoder('utf-8', { fatal: true }).decode(Buffer.concat(held)) };
  } catch {
    return { problem: 'is not valid UTF-8' };
  }
}
