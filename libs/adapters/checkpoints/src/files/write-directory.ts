import { randomBytes } from 'node:crypto';
import { mkdir, readdir, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import { alreadyExists } from '@optical/errors';
import { errorCode, fromSystemError } from './file-errors.ts';
import { syncDirectory } from './write-durably.ts';

/** Names that begin so belong to a write in progress, or to one that was killed. */
export const unfinishedPrefix = '.writing-';

/**
 * Makes the directory `target` appear at once and complete, or not at all: `fill` writes into a temporary directory
 * beside it, which is then synced and renamed. Files in it must have been written durably.
 *
 * @throws OpticalError `already-exists` when `target` is there already and not empty.
 */
export async function writeDirectory<T>(target: string, fill: (folder: string) => Promise<T>): Promise<T> {
  const parent = path.dirname(target);
  const name = `${unfinishedPrefix}${path.basename(target)}-${randomBytes(6).toString('hex')}`;
  const temporary = path.join(parent, name);
  try {
    await mkdir(temporary, { recursive: true });
    const result = await fill(temporary);
    await syncTree(temporary);
    await rename(temporary, target);
    await syncDirectory(parent);
    return result;
  } catch (error) {
    await rm(temporary, { recursive: true, force: true });
    const code = errorCode(error);
    throw code === 'ENOTEMPTY' || code === 'EEXIST'
      ? alreadyExists('directory', target)
      : fromSystemError(target, error);
  }
}

async function syncTree(folder: string): Promise<void> {
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    if (entry.isDirectory()) await syncTree(path.join(folder, entry.name));
  }
  await syncDirectory(folder);
}
