import { mkdir, open } from 'node:fs/promises';
import path from 'node:path';
import { OpticalError } from '@optical/errors';

const codeOf = (error: unknown): unknown => (error as NodeJS.ErrnoException | undefined)?.code;

export const isMissing = (error: unknown): boolean => codeOf(error) === 'ENOENT' || codeOf(error) === 'ENOTDIR';

export const isPresent = (error: unknown): boolean => codeOf(error) === 'EEXIST' || codeOf(error) === 'ENOTEMPTY';

export const isOtherDevice = (error: unknown): boolean => codeOf(error) === 'EXDEV';

/** Whether the file system has no hard links, or not between these two places (too many on one file, too). */
export const cannotLink = (error: unknown): boolean =>
  ['EXDEV', 'EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS', 'EMLINK', 'EACCES'].includes(String(codeOf(error)));

/** Waits until the entries of a folder are on the disk. */
export async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r');
  await handle.sync().finally(() => handle.close());
}

/** Waits until the content of a file is on the disk. */
export async function syncFile(file: string): Promise<void> {
  const handle = await open(file, 'r');
  await handle.sync().finally(() => handle.close());
}

/** Makes a folder and those above it, durably. */
export async function makeFolder(folder: string): Promise<void> {
  const first = await mkdir(folder, { recursive: true });
  if (first === undefined) return;
  for (let made = folder; made.length >= first.length; made = path.dirname(made)) await syncFolder(path.dirname(made));
}

/** Runs `work`; what the file system throws becomes `unavailable`, named by the folder, its reason and its cause. */
export async function reportingFolder<T>(folder: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof OpticalError) throw error;
    const reason = error instanceof Error ? error.message : String(error);
    throw new OpticalError('unavailable', `artifact store ${folder}: ${reason}`, {}, { cause: error });
  }
}
