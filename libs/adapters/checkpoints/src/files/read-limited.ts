import { access, open } from 'node:fs/promises';
import { damaged, errorCode, fromSystemError } from './file-errors.ts';
import { readFully } from './read-fully.ts';

/**
 * The bytes of a small file.
 *
 * @throws OpticalError `not-found`, or `data-loss` when it is longer than `maximumBytes`.
 */
export async function readLimited(path: string, maximumBytes: number): Promise<Uint8Array> {
  try {
    await using handle = await open(path, 'r');
    const { size } = await handle.stat();
    if (size > maximumBytes) {
      throw damaged({ file: path, problem: `has ${size} bytes, expected at most ${maximumBytes}` });
    }
    const bytes = new Uint8Array(size);
    await readFully(handle, bytes, 0, path);
    return bytes;
  } catch (error) {
    throw fromSystemError(path, error);
  }
}

/** The same, undefined when there is no such file. */
export async function readIfPresent(path: string, maximumBytes: number): Promise<Uint8Array | undefined> {
  return (await exists(path)) ? readLimited(path, maximumBytes) : undefined;
}

export async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    (error: unknown) => {
      if (errorCode(error) === 'ENOENT') return false;
      throw fromSystemError(path, error);
    },
  );
}
