import { spawn, spawnSync } from 'node:child_process';
import { chmodSync, chownSync, existsSync, mkdirSync, readdirSync } from 'node:fs';
import { createServer } from 'node:net';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { openDatabase } from '../src/index.ts';
import type { QueuePlace, SqlDatabase } from '../src/index.ts';

/** A place for queues in tests. */
export interface TestDatabase extends AsyncDisposable {
  /** Each place is a database of its own. */
  place(): Promise<QueuePlace>;
}

const debianFolder = '/usr/lib/postgresql';

/** Folder of the newest PostgreSQL programs on this machine; undefined where there is no server. */
export function findPostgres(): string | undefined {
  if (!existsSync(debianFolder)) return undefined;
  return readdirSync(debianFolder)
    .sort((a, b) => Number(b) - Number(a))
    .map((version) => path.join(debianFolder, version, 'bin'))
    .find((folder) => existsSync(path.join(folder, 'initdb')) && existsSync(path.join(folder, 'postgres')));
}

/** postgres refuses to run as root: then it runs as `nobody`. */
const isRoot = process.getuid?.() === 0;
const nobody = 65_534;
const identity = isRoot ? { uid: nobody, gid: nobody } : {};

/** Starts a PostgreSQL server of its own in `folder`, on a free loopback port. */
export async function startPostgres(binaries: string, folder: string): Promise<TestDatabase> {
  const data = path.join(folder, 'data');
  mkdirSync(folder, { recursive: true });
  if (isRoot) {
    chownSync(folder, nobody, nobody);
    chmodSync(path.dirname(folder), 0o711);
  }
  const made = spawnSync(
    path.join(binaries, 'initdb'),
    ['--pgdata', data, '--username', 'optical', '--auth', 'trust', '--no-sync', '--no-instructions'],
    { ...identity, encoding: 'utf8' },
  );
  if (made.status !== 0) throw new Error(`initdb: ${made.stderr}`);
  const port = await freePort();
  const options = ['-D', data, '-p', String(port), '-k', folder, '-h', '127.0.0.1', '-c', 'fsync=off'];
  const server = spawn(path.join(binaries, 'postgres'), options, { ...identity, stdio: 'ignore' });
  const exited = new Promise((resolve) => server.once('exit', resolve));
  const url = (database: string) => `postgresql://optical@127.0.0.1:${port}/${database}`;
  let count = 0;
  await createWhenUp(url('postgres'), 'first');
  return {
    place: async () => {
      const name = `queue_${++count}`;
      await createWhenUp(url('postgres'), name);
      return { connectionString: url(name) };
    },
    [Symbol.asyncDispose]: async () => {
      server.kill('SIGQUIT');
      await exited;
    },
  };
}

async function createWhenUp(connectionString: string, name: string): Promise<void> {
  for (let left = 100; ; left -= 1) {
    const database: SqlDatabase = openDatabase({ connectionString });
    try {
      await database.run(`create database ${name}`);
      return;
    } catch (error) {
      if (left === 0) throw error;
      await sleep(100);
    } finally {
      await database.close();
    }
  }
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as { port: number };
  await new Promise((resolve) => server.close(resolve));
  return port;
}
