import { spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import type { Stem } from '@optical/contracts';
import { temporaryFolder } from '@optical/testing';
import { lockHome } from '../../src/up/home-lock.ts';
import { removeRunFile, writeRunFile } from '../../src/up/run-file.ts';

export const root = path.resolve(import.meta.dirname, '../../../..');

/** A data directory in which the commands find one service, and nothing else, running. */
export interface RunningService extends AsyncDisposable {
  readonly home: string;
}

/** @param settings environment variables beside those of this process */
export async function startService(stem: Stem, settings: Record<string, string> = {}): Promise<RunningService> {
  const folder = temporaryFolder();
  const home = path.join(folder.path, 'home');
  const child = spawn(process.execPath, [path.join(root, `services/${stem}/src/main.ts`)], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...process.env, OPTICAL_HOME: home, ...settings },
  });
  const exited = once(child, 'exit');
  const unlock = await lockHome(home);
  const address = `127.0.0.1:${await listeningPort(child.stdout, stem)}`;
  writeRunFile(home, {
    pid: process.pid,
    startedAt: new Date().toISOString(),
    services: [{ stem, address, logFile: '' }],
  });
  return {
    home,
    [Symbol.asyncDispose]: async () => {
      child.kill('SIGTERM');
      await exited;
      removeRunFile(home);
      await unlock();
      folder[Symbol.dispose]();
    },
  };
}

async function listeningPort(stdout: NodeJS.ReadableStream, stem: Stem): Promise<number> {
  for await (const piece of stdout) {
    const port = /"port":(\d+),"msg":"listening"/.exec(String(piece))?.[1];
    if (port !== undefined) return Number(port);
  }
  throw new Error(`the ${stem} ended before it listened`);
}
