import { spawn, spawnSync } from 'node:child_process';
import { chmodSync, chownSync, existsSync, mkdirSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { freePort } from './free-port.ts';

/** A PostgreSQL server of a test. */
export interface PostgresServer extends AsyncDisposable {
  /** Makes a new database. */
  place(): Promise<{ readonly connectionString: string }>;
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
export async function startPostgres(binaries: string, folder: string): Promise<PostgresServer> {
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
  let count = 0;
  await createDatabase(binaries, port, 'first');
  return {
    place: async () => {
      const name = `queue_${++count}`;
      await createDatabase(binaries, port, name);
      return { connectionString: `postgresql://optical@127.0.0.1:${port}/${name}` };
    },
    [Symbol.asyncDispose]: async () => {
      server.kill('SIGQUIT');
      await exited;
    },
  };
}

/** Makes a database, waiting for the server to answer. */
async function createDatabase(binaries: string, port: number, name: string): Promise<void> {
  for (let left = 300; ; left -= 1) {
    const flags = ['--host', '127.0.0.1', '--port', String(port), '--username', 'optical', name];
    const made = spawnSync(path.join(binaries, 'createdb'), flags, { encoding: 'utf8' });
    if (made.status === 0) return;
    if (left === 0) throw new Error(`createdb: ${made.stderr}`);
    await sleep(100);
  }
}
