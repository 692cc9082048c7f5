import { randomUUID } from 'node:crypto';
import { constants, createReadStream, existsSync } from 'node:fs';
import {
  chmod,
  copyFile,
  link,
  readdir,
  readFile,
  rename,
  rm,
  stat,
  unlink,
  utimes,
  writeFile,
} from 'node:fs/promises';
import path from 'node:path';
import { cannotLink, isMissing, isPresent, makeFolder, reportingFolder, syncFile, syncFolder } from './file-system.ts';
import type { ObjectStore, StoredObject } from './object-store.ts';

/** Reads of this size keep the event loop responsive and the system calls few. */
const pieceBytes = 1 << 20;

/**
 * Objects as files of a folder on a file system with hard links (ext4, XFS, APFS, NTFS, NFS). An object is written
 * under `tmp`, flushed, and linked to its name, which fails when the name is taken; then the folder is flushed.
 */
export class DirectoryStore implements ObjectStore {
  readonly #folder: string;

  constructor(folder: string) {
    this.#folder = folder;
  }

  read(key: string): Promise<Uint8Array | undefined> {
    return this.#unlessMissing(() => readFile(this.#path(key)));
  }

  async add(key: string, content: Uint8Array): Promise<boolean> {
    return reportingFolder(this.#folder, () =>
      this.#withTemporary(async (temporary) => {
        await writeFile(temporary, content, { flush: true, mode: 0o444 });
        return this.#linkNew(temporary, this.#path(key));
      }),
    );
  }

  async addFile(key: string, file: string, { replace = false } = {}): Promise<boolean> {
    return reportingFolder(this.#folder, () =>
      this.#withTemporary(async (temporary) => {
        await link(file, temporary).catch(async (error: unknown) => {
          if (!cannotLink(error)) throw error;
          await copyFile(file, temporary, constants.COPYFILE_FICLONE);
        });
        await chmod(temporary, 0o444);
        await syncFile(temporary);
        const destination = this.#path(key);
        if (!replace) return this.#linkNew(temporary, destination);
        await makeFolder(path.dirname(destination));
        await rename(temporary, destination);
        await syncFolder(path.dirname(destination));
        return true;
      }),
    );
  }

  async copyTo(key: string, file: string): Promise<boolean> {
    const copied = await this.#unlessMissing(async () => {
      const source = this.#path(key);
      await stat(source);
      await makeFolder(path.dirname(file));
      await link(source, file).catch(async (error: unknown) => {
        if (!cannotLink(error)) throw error;
        await copyFile(source, file, constants.COPYFILE_EXCL | constants.COPYFILE_FICLONE);
      });
      return true;
    });
    return copied ?? false;
  }

  open(key: string): Promise<AsyncIterable<Uint8Array> | undefined> {
    return this.#unlessMissing(async () => {
      await stat(this.#path(key));
      return createReadStream(this.#path(key), { highWaterMark: pieceBytes }) as AsyncIterable<Uint8Array>;
    });
  }

  stat(key: string): Promise<StoredObject | undefined> {
    return this.#unlessMissing(async () => {
      const { size, mtime } = await stat(this.#path(key));
      return { key, size, modifiedTime: mtime };
    });
  }

  async touch(key: string): Promise<boolean> {
    const now = new Date();
    const touched = await this.#unlessMissing(async () => {
      await utimes(this.#path(key), now, now);
      return true;
    });
    return touched ?? false;
  }

  async list(folder: string): Promise<StoredObject[]> {
    const top = this.#path(folder);
    const entries = await reportingFolder(this.#folder, () =>
      readdir(top, { recursive: true, withFileTypes: true }).catch((error: unknown) => {
        // An empty list of what is there would make everything else garbage: only a folder that is not there is empty.
        if (isMissing(error) && !existsSync(top)) return [];
        throw error;
      }),
    );
    const files = entries.filter((entry) => entry.isFile());
    const found = await Promise.all(
      files.map(({ parentPath, name }) =>
        this.stat(path.relative(this.#folder, path.join(parentPath, name)).split(path.sep).join('/')),
      ),
    );
    return found.filter((entry) => entry !== undefined);
  }

  async delete(key: string): Promise<boolean> {
    const deleted = await this.#unlessMissing(async () => {
      await unlink(this.#path(key));
      await syncFolder(path.dirname(this.#path(key)));
      return true;
    });
    return deleted ?? false;
  }

  #path(key: string): string {
    return path.join(this.#folder, ...key.split('/'));
  }

  async #linkNew(file: string, destination: string): Promise<boolean> {
    await makeFolder(path.dirname(destination));
    try {
      await link(file, destination);
    } catch (error) {
      if (isPresent(error)) return false;
      throw error;
    }
    await syncFolder(path.dirname(destination));
    return true;
  }

  async #withTemporary<T>(work: (file: string) => Promise<T>): Promise<T> {
    const folder = path.join(this.#folder, 'tmp');
    await makeFolder(folder);
    const temporary = path.join(folder, `${process.pid}-${randomUUID()}`);
    try {
      return await work(temporary);
    } finally {
      await rm(temporary, { force: true });
    }
  }

  #unlessMissing<T>(work: () => Promise<T>): Promise<T | undefined> {
    return reportingFolder(this.#folder, async () => {
      try {
        return await work();
      } catch (error) {
        if (isMissing(error)) return undefined;
        throw error;
      }
    });
  }
}
