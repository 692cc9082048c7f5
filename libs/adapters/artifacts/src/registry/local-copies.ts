import { randomUUID } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { rename, rm, stat, utimes } from 'node:fs/promises';
import path from 'node:path';
import { OpticalError } from '@optical/errors';
import type { Manifest, ManifestFile } from '../manifest/manifest.ts';
import { isMissing, isPresent, makeFolder, reportingFolder } from '../store/file-system.ts';
import { hashContent } from '../store/hash-content.ts';
import type { ObjectStore } from '../store/object-store.ts';
import { blobKey } from './keys.ts';

/** Folders with the files of versions under their own names, made from the store when they are first needed. */
export class LocalCopies {
  readonly #store: ObjectStore;
  readonly #folder: string;
  /** Identity and times of files whose content was found right, by path: one that did not change is not read again. */
  readonly #checked = new Map<string, string>();

  constructor(store: ObjectStore, folder: string) {
    this.#store = store;
    this.#folder = folder;
  }

  /** The folder of a version. @throws OpticalError `data-loss` naming the file that is damaged in the store, too. */
  provide(name: string, digest: string, { files }: Manifest): Promise<string> {
    return reportingFolder(this.#folder, () => this.#provide(name, digest, files));
  }

  async #provide(name: string, digest: string, files: readonly ManifestFile[]): Promise<string> {
    const folder = path.join(this.#folder, digest);
    if ((await this.#fault(folder, files)) === undefined) {
      const now = new Date();
      // A copy in use is no garbage. Where this process may not write, it does not collect either.
      await utimes(folder, now, now).catch(() => undefined);
      return folder;
    }
    await this.#make(folder, files);
    const fault = await this.#fault(folder, files);
    if (fault === undefined) return folder;
    await rm(folder, { recursive: true, force: true });
    const message = `artifact ${name}@${digest}: file ${JSON.stringify(fault.file.path)} ${fault.problem}, expected sha256 ${fault.file.sha256}; publish it again to repair it`;
    throw new OpticalError('data-loss', message);
  }

  async #make(folder: string, files: readonly ManifestFile[]): Promise<void> {
    const temporary = `${folder}.${randomUUID()}`;
    try {
      await makeFolder(temporary);
      for (const { path: relative, sha256 } of files) {
        // What is missing is reported by the check that follows.
        await this.#store.copyTo(blobKey(sha256), path.join(temporary, ...relative.split('/')));
      }
      if (await renameNew(temporary, folder)) return;
      // Another process made it meanwhile, or it is damaged and gives way; whoever reads in it now keeps its open files.
      if ((await this.#fault(folder, files)) === undefined) return;
      const damaged = `${folder}.${randomUUID()}`;
      await rename(folder, damaged);
      await renameNew(temporary, folder);
      await rm(damaged, { recursive: true, force: true });
    } finally {
      await rm(temporary, { recursive: true, force: true });
    }
  }

  async #fault(
    folder: string,
    files: readonly ManifestFile[],
  ): Promise<{ file: ManifestFile; problem: string } | undefined> {
    for (const file of files) {
      const problem = await this.#problem(path.join(folder, ...file.path.split('/')), file);
      if (problem !== undefined) return { file, problem };
    }
    return undefined;
  }

  async #problem(local: string, { size, sha256 }: ManifestFile): Promise<string | undefined> {
    try {
      const found = await stat(local, { bigint: true });
      const identity = `${found.ino} ${found.size} ${found.mtimeNs} ${found.ctimeNs}`;
      if (this.#checked.get(local) === identity) return undefined;
      if (Number(found.size) !== size) return `has ${found.size} bytes, expected ${size}`;
      const got = (await hashContent(createReadStream(local, { highWaterMark: 1 << 20 }))).sha256;
      if (got !== sha256) return `has sha256 ${got}`;
      if (this.#checked.size >= 10_000) this.#checked.clear();
      this.#checked.set(local, identity);
      return undefined;
    } catch (error) {
      if (isMissing(error)) return 'is missing';
      throw error;
    }
  }
}

async function renameNew(from: string, to: string): Promise<boolean> {
  try {
    await rename(from, to);
    return true;
  } catch (error) {
    if (isPresent(error)) return false;
    throw error;
  }
}
