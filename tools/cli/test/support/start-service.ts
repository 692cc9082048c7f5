import path from 'node:path';
import type { Stem } from '@optical/contracts';
import { temporaryFolder } from '@optical/testing';
import { startService as startProcess } from '@optical/testing/service-process';
import type { ServiceProcess } from '@optical/testing/service-process';
import { lockHome } from '../../src/up/home-lock.ts';
import { removeRunFile, writeRunFile } from '../../src/up/run-file.ts';

export const root = path.resolve(import.meta.dirname, '../../../..');

/** A data directory in which the commands find some services, and nothing else, running. */
export interface RunningServices extends AsyncDisposable {
  readonly home: string;
}

/** One service; see `startServices`. */
export const startService = (stem: Stem, settings: Readonly<Record<string, string>> = {}): Promise<RunningServices> =>
  startServices([stem], settings);

/**
 * Starts services one after the other; each calls those before it.
 * @param settings environment variables of all
 */
export async function startServices(
  stems: readonly Stem[],
  settings: Readonly<Record<string, string>>,
): Promise<RunningServices> {
  const folder = temporaryFolder();
  const home = path.join(folder.path, 'home');
  const unlock = await lockHome(home);
  const processes: ServiceProcess<Stem>[] = [];
  const services: { stem: Stem; address: string; logFile: string }[] = [];
  const stop = async (): Promise<void> => {
    for (const running of processes.reverse()) await running.stop();
    removeRunFile(home);
    await unlock();
    folder[Symbol.dispose]();
  };
  try {
    for (const stem of stems) {
      const peers = services.map((peer) => [`OPTICAL_PEERS_${peer.stem.toUpperCase()}`, peer.address]);
      const running = await startProcess(stem, home, { ...(Object.fromEntries(peers) as object), ...settings });
      processes.push(running);
      services.push({ stem, address: running.address, logFile: '' });
    }
  } catch (error) {
    await stop();
    throw error;
  }
  writeRunFile(home, { pid: process.pid, startedAt: new Date().toISOString(), services });
  return { home, [Symbol.asyncDispose]: stop };
}
