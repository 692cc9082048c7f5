import { randomUUID } from 'node:crypto';
import { constants, createReadStream } from 'node:fs';
import { copyFile, readdir, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import { failedPrecondition, invalidArgument, OpticalError } from '@optical/errors';
import type { ManifestFile } from '../manifest/manifest.ts';
import { isMissing, makeFolder, reportingFolder } from '../store/file-system.ts';
import { hashContent } from '../store/hash-content.ts';

/** Files of a new artifact: those of a folder, or what a callback writes into an empty one. */
export type ArtifactFiles = string | ((folder: string) => Promise<unknown>);

/** What a manifest says of a file, and where the file is now. */
export interface StagedFile extends ManifestFile {
  readonly local: string;
}

/** Runs `work` with an empty folder of its own below `parent` and removes that afterwards. */
export async function withStagingFolder<T>(parent: string, work: (folder: string) => Promise<T>): Promise<T> {
  const folder = path.join(parent, randomUUID());
  await reportingFolder(parent, () => makeFolder(folder));
  try {
    return await work(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Brings the files of an artifact into a folder. @throws OpticalError `invalid-argument`, `cancelled` */
export async function fillFolder(files: ArtifactFiles, folder: string, signal: AbortSignal | undefined): Promise<void> {
  if (typeof files === 'string') await reportingFolder(folder, () => copyFiles(files, folder, signal));
  else await files(folder);
}

/**
 * All files below a folder, hashed.
 * @throws OpticalError `failed-precondition` when there are none, `invalid-argument` for what is neither file nor
 *   folder, `cancelled`
 */
export async function readFolder(folder: string, signal: AbortSignal | undefined): Promise<StagedFile[]> {
  const staged: StagedFile[] = [];
  for (const relative of await listFiles(folder)) {
    requireActive(signal);
    const local = path.join(folder, relative);
    const content = createReadStream(local, { highWaterMark: 1 << 20 });
    staged.push({ path: relative, ...(await hashContent(content)), local });
  }
  if (staged.length === 0) throw failedPrecondition('an artifact needs a file, none was given');
  return staged;
}

export function requireActive(signal: AbortSignal | undefined): void {
  if (signal?.aborted) throw new OpticalError('cancelled', 'publishing the artifact was cancelled');
}

async function copyFiles(from: string, to: string, signal: AbortSignal | undefined): Promise<void> {
  for (const relative of await listFiles(from)) {
    requireActive(signal);
    const destination = path.join(to, relative);
    await makeFolder(path.dirname(destination));
    await copyFile(path.join(from, relative), destination, constants.COPYFILE_FICLONE);
  }
}

/** Paths of all files below a folder, with forward slashes, in the order of their code units. Follows links to files. */
async function listFiles(folder: string): Promise<string[]> {
  const refuse = (description: string) => invalidArgument({ field: 'files', description });
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch((error: unknown) => {
    throw isMissing(error) ? refuse(`${folder} is no folder`) : error;
  });
  const files: string[] = [];
  for (const entry of entries) {
    const file = path.join(entry.parentPath, entry.name);
    if (entry.isDirectory()) continue;
    if (!entry.isFile() && !(entry.isSymbolicLink() && (await stat(file)).isFile())) {
      throw refuse(`${file} is neither a file nor a folder`);
    }
    files.push(path.relative(folder, file).split(path.sep).join('/'));
  }
  return files.sort((a, b) => (a < b ? -1 : 1));
}
