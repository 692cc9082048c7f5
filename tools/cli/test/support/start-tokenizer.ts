import { spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { temporaryFolder } from '@optical/testing';
import { lockHome } from '../../src/up/home-lock.ts';
import { removeRunFile, writeRunFile } from '../../src/up/run-file.ts';

const entry = path.resolve(import.meta.dirname, '../../../../services/tokenizer/src/main.ts');

/** A data directory in which the commands find a tokenizer service, and nothing else, running. */
export interface RunningTokenizer extends AsyncDisposable {
  readonly home: string;
}

export async function startTokenizer(): Promise<RunningTokenizer> {
  const folder = temporaryFolder();
  const home = path.join(folder.path, 'home');
  const child = spawn(process.execPath, [entry], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...process.env, OPTICAL_HOME: home },
  });
  const exited = once(child, 'exit');
  const unlock = await lockHome(home);
  const address = `127.0.0.1:${await listeningPort(child.stdout)}`;
  const services = [{ stem: 'tokenizer' as const, address, logFile: '' }];
  writeRunFile(home, { pid: process.pid, startedAt: new Date().toISOString(), services });
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

async function listeningPort(stdout: NodeJS.ReadableStream): Promise<number> {
  for await (const piece of stdout) {
    const port = /"port":(\d+),"msg":"listening"/.exec(String(piece))?.[1];
    if (port !== undefined) return Number(port);
  }
  throw new Error('the tokenizer ended before it listened');
}
