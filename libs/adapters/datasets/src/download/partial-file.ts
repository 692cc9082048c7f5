import { randomUUID } from 'node:crypto';
import { mkdir, open, readdir, rename, rm, stat, utimes } from 'node:fs/promises';
import path from 'node:path';

// A live download touches its copy at every attempt; one attempt with its timeouts (connect 10 s, headers 30 s, body
// 30 s) and the wait before the next (30 s) is shorter.
const abandonedAfterMs = 120_000;

/**
 * The unfinished copy of one download. Its name belongs to one process at a time, so that two never write one file:
 * a copy is claimed by renaming it, which only one can do. `PARTIAL-x` is claimed, `PARTIAL-parked` is free; a claimed
 * one that nobody has touched for two minutes was left by a process that was killed.
 */
export class PartialFile {
  readonly path: string;
  readonly #parked: string;

  private constructor(prefix: string) {
    this.path = `${prefix}${randomUUID()}`;
    this.#parked = `${prefix}parked`;
  }

  /** Takes over a free copy of this content for this destination, or starts an empty one. */
  static async claim(destination: string, sha256: string): Promise<PartialFile> {
    const folder = path.dirname(destination);
    await mkdir(folder, { recursive: true });
    const name = `.${path.basename(destination)}.${sha256.slice(0, 16)}-`;
    const partial = new PartialFile(path.join(folder, name));
    for (const entry of await readdir(folder)) {
      if (!entry.startsWith(name)) continue;
      const candidate = path.join(folder, entry);
      if (candidate !== partial.#parked && !(await isAbandoned(candidate))) continue;
      if (await takeOver(candidate, partial.path)) return partial;
    }
    await (await open(partial.path, 'w')).close();
    return partial;
  }

  /** Shows other processes that this one is alive. */
  async touch(): Promise<void> {
    await touch(this.path);
  }

  async size(): Promise<number> {
    return (await stat(this.path)).size;
  }

  /** Makes the content durable and gives it its final name in one step, replacing what is there. */
  async publish(destination: string): Promise<void> {
    const file = await open(this.path, 'r+');
    await file.sync().finally(() => file.close());
    await rename(this.path, destination);
    const folder = await open(path.dirname(destination), 'r');
    await folder.sync().finally(() => folder.close());
  }

  /** Leaves what there is for a later download to go on with. */
  async park(): Promise<void> {
    if ((await this.size()) === 0) await this.discard();
    else await rename(this.path, this.#parked);
  }

  async discard(): Promise<void> {
    await rm(this.path, { force: true });
  }
}

async function isAbandoned(file: string): Promise<boolean> {
  const status = await stat(file).catch(() => undefined);
  return status !== undefined && Date.now() - status.mtimeMs > abandonedAfterMs;
}

/** Touched before it is renamed, so that it never looks abandoned under its new name. False: another process was faster. */
async function takeOver(candidate: string, claimed: string): Promise<boolean> {
  try {
    await touch(candidate);
    await rename(candidate, claimed);
    return true;
  } catch {
    return false;
  }
}

async function touch(file: string): Promise<void> {
  const now = new Date();
  await utimes(file, now, now);
}
