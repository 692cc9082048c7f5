import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import type { FileHandle } from 'node:fs/promises';
import { mkdir, open, readdir, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import type { FileChunk__Output } from '@optical/contracts/common';
import { failedPrecondition, OpticalError } from '@optical/errors';

/** A file as it came. */
export interface ReceivedFile {
  /** Path within the folder. */
  readonly path: string;
  readonly bytes: number;
  readonly sha256: string;
}

/**
 * Writes streamed files into a new folder, which appears with all of them, checked, or not at all.
 * @throws OpticalError failed-precondition when the folder is there and not empty; data-loss when a file is not what
 *   was announced; what the stream throws
 */
export async function receiveFiles(
  chunks: AsyncIterable<FileChunk__Output>,
  folder: string,
  onProgress: (file: string, received: number, total: number) => void,
): Promise<ReceivedFile[]> {
  await requireEmpty(folder);
  const partial = path.join(path.dirname(path.resolve(folder)), `.${path.basename(folder)}.${process.pid}.partial`);
  const received: ReceivedFile[] = [];
  try {
    await mkdir(partial, { recursive: true });
    let file: OpenFile | undefined;
    for await (const chunk of chunks) {
      file ??= await OpenFile.create(partial, chunk);
      await file.append(chunk);
      onProgress(file.path, file.received, file.total);
      if (file.received < file.total) continue;
      received.push(await file.close(chunk.digest));
      file = undefined;
    }
    if (file !== undefined) throw await file.brokenOff();
    await rename(partial, folder);
    return received;
  } finally {
    await rm(partial, { recursive: true, force: true });
  }
}

class OpenFile {
  readonly path: string;
  readonly total: number;
  received = 0;
  readonly #handle: FileHandle;
  readonly #hash = createHash('sha256');

  private constructor(name: string, total: number, handle: FileHandle) {
    this.path = name;
    this.total = total;
    this.#handle = handle;
  }

  static async create(folder: string, { path: name, totalBytes }: FileChunk__Output): Promise<OpenFile> {
    const target = path.resolve(folder, name);
    if (!target.startsWith(`${path.resolve(folder)}${path.sep}`)) {
      throw new OpticalError('data-loss', `the stream names the file ${JSON.stringify(name)}, outside its folder`);
    }
    await mkdir(path.dirname(target), { recursive: true });
    return new OpenFile(name, totalBytes, await open(target, 'wx'));
  }

  async append({ path: name, offset, data }: FileChunk__Output): Promise<void> {
    if (name !== this.path || offset !== this.received || offset + data.length > this.total) {
      await this.#handle.close();
      const got = `${name} at ${offset} with ${data.length} bytes`;
      throw new OpticalError('data-loss', `the stream goes on with ${got}, expected ${this.path} at ${this.received}`);
    }
    this.#hash.update(data);
    await this.#handle.writeFile(data);
    this.received += data.length;
  }

  async close(expected: string): Promise<ReceivedFile> {
    await this.#handle.close();
    const sha256 = this.#hash.digest('hex');
    if (sha256 === expected) return { path: this.path, bytes: this.received, sha256 };
    throw new OpticalError('data-loss', `${this.path}: expected sha256 ${expected}, got ${sha256}`);
  }

  async brokenOff(): Promise<OpticalError> {
    await this.#handle.close();
    const got = `${this.received} of ${this.total} bytes`;
    return new OpticalError('data-loss', `the stream ended within ${this.path}: ${got}`);
  }
}

async function requireEmpty(folder: string): Promise<void> {
  if (!existsSync(folder) || (await readdir(folder)).length === 0) return;
  throw failedPrecondition(`${folder} is there already and not empty; name another with --output`);
}
