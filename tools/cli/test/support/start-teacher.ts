import { spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { temporaryFolder } from '@optical/testing';
import { lockHome } from '../../src/up/home-lock.ts';
import { removeRunFile, writeRunFile } from '../../src/up/run-file.ts';

const root = path.resolve(import.meta.dirname, '../../../..');

/** A data directory in which the commands find a teacher, and nothing else, running. */
export interface RunningTeacher extends AsyncDisposable {
  readonly home: string;
  /** Models that can be imported: `tiny-bert`, `tiny-pylate` and others. */
  readonly models: string;
}

export async function startTeacher(): Promise<RunningTeacher> {
  const folder = temporaryFolder();
  const home = path.join(folder.path, 'home');
  const models = path.join(root, 'libs/adapters/checkpoints/fixtures');
  const child = spawn(process.execPath, [path.join(root, 'services/teacher/src/main.ts')], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: {
      ...process.env,
      OPTICAL_HOME: home,
      OPTICAL_MODELS: models,
      OPTICAL_TEACHER_MODEL_HUB_DOWNLOAD: 'false',
      OPTICAL_TEACHER_ENCODING_DEVICE: 'cpu',
    },
  });
  const exited = once(child, 'exit');
  const unlock = await lockHome(home);
  const address = `127.0.0.1:${await listeningPort(child.stdout)}`;
  const services = [{ stem: 'teacher' as const, address, logFile: '' }];
  writeRunFile(home, { pid: process.pid, startedAt: new Date().toISOString(), services });
  return {
    home,
    models,
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
    if (port === undefined) continue;
    return Number(port);
  }
  throw new Error('the teacher ended before it listened');
}
