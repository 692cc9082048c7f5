import { randomUUID } from 'node:crypto';
import { mkdir, open, readdir, rename, rm, stat } from 'node:fs/promises';
import path from 'node:path';

// A live transfer writes, or fails by its body timeout of 30 s, long before.
const abandonedAfterMs = 120_000;

/**
 * The unfinished copy of one download. Its name belongs to one process at a time, so that two never write one file:
 * a copy is claimed by renaming it, which only one can do. `PARTIAL-x` is claimed, `PARTIAL-parked` is free; a claimed
 * one that nobody has written to for two minutes was left by a process that was killed.
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
      // A failure means that another process was faster.
      const claimed = await rename(candidate, partial.path).then(
        () => true,
        () => false,
      );
      if (claimed) return partial;
    }
    await (await open(partial.path, 'w')).close();
    return partial;
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

  /** Leaves the copy for a later download to go on with. */
  async park(): Promise<void> {
    await rename(this.path, this.#parked);
  }

  async discard(): Promise<void> {
    await rm(this.path, { force: true });
  }
}

async function isAbandoned(file: string): Promise<boolean> {
  const status = await stat(file).catch(() => undefined);
  return status !== undefined && Date.now() - status.mtimeMs > abandonedAfterMs;
}
