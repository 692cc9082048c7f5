import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { failedPrecondition } from '@optical/errors';
import lockfile from 'proper-lockfile';
import { isAlive } from './is-alive.ts';
import { readRunFile } from './run-file.ts';

/** Age at which the lock of a process that was killed counts as left behind, milliseconds. */
const staleMs = 5_000;
/** Its holder renews it as often as the library can, because a busy machine may hold it up for seconds. */
const renewMs = 1_000;
const betweenTriesMs = 250;

const place = (home: string) => ({
  lockfilePath: path.join(home, 'run', 'up.lock'),
  realpath: false,
  stale: staleMs,
});

/**
 * Takes the data directory for one `optical up`; waits where the lock of a killed one is not stale yet.
 * @returns a function that gives it back
 * @throws OpticalError `failed-precondition` when another one holds it, or the directory cannot be written
 */
export async function lockHome(home: string): Promise<() => Promise<void>> {
  const folder = path.resolve(home);
  const end = performance.now() + 2 * staleMs;
  for (;;) {
    try {
      mkdirSync(path.join(folder, 'run'), { recursive: true });
      return await lockfile.lock(folder, { ...place(folder), update: renewMs });
    } catch (cause) {
      const { code, message } = cause as NodeJS.ErrnoException;
      if (code !== 'ELOCKED') throw failedPrecondition(`cannot use ${folder} as data directory: ${message}`);
    }
    const holder = readRunFile(home);
    if (holder !== undefined && isAlive(holder.pid))
      throw failedPrecondition(`services already run in ${folder}, started by process ${holder.pid}`);
    if (performance.now() > end) throw failedPrecondition(`another optical up is starting in ${folder}`);
    await sleep(betweenTriesMs);
  }
}

/** Whether an `optical up` holds the data directory. */
export async function isLocked(home: string): Promise<boolean> {
  const folder = path.resolve(home);
  return lockfile.check(folder, place(folder));
}
