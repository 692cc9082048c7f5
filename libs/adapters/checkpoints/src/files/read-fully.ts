import type { FileHandle } from 'node:fs/promises';
import { damaged } from './file-errors.ts';

/** One read call takes at most 2^31 - 1 bytes on every platform. */
const largestRead = 2 ** 30;

/**
 * Fills `target` from byte `position` of the file.
 *
 * @throws OpticalError `data-loss` when the file ends before.
 */
export async function readFully(handle: FileHandle, target: Uint8Array, position: number, file: string): Promise<void> {
  let done = 0;
  while (done < target.length) {
    const length = Math.min(target.length - done, largestRead);
    const { bytesRead } = await handle.read(target, done, length, position + done);
    if (bytesRead === 0) {
      const problem = `ends at byte ${position + done}, expected at least ${position + target.length}`;
      throw damaged({ file, problem });
    }
    done += bytesRead;
  }
}
