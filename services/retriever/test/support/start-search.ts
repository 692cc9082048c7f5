import { spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { openArtifacts } from '@optical/artifacts';
import type { ArtifactRegistry } from '@optical/artifacts';
import type { Stem } from '@optical/contracts';
import { connect, temporaryFolder } from '@optical/testing';
import type { Connection } from '@optical/testing';

const root = path.resolve(import.meta.dirname, '../../../..');

/** Processes of services that share a data directory, with clients. */
export interface SearchSystem extends AsyncDisposable {
  readonly home: string;
  readonly artifacts: ArtifactRegistry;
  /** Starts a service that calls those started before. @returns its address */
  start(stem: Stem, settings?: Readonly<Record<string, string>>): Promise<string>;
  connect<S extends Stem>(stem: S, address: string): Connection<S>;
}

export function searchSystem(): SearchSystem {
  const folder = temporaryFolder();
  const home = path.join(folder.path, 'home');
  const addresses: Record<string, string> = {};
  const ends: (() => Promise<unknown>)[] = [];
  return {
    home,
    artifacts: openArtifacts({ directory: path.join(home, 'artifacts') }),
    start: async (stem, settings = {}) => {
      const child = spawn(process.execPath, [path.join(root, `services/${stem}/src/main.ts`)], {
        stdio: ['ignore', 'pipe', 'inherit'],
        env: { ...process.env, OPTICAL_HOME: home, ...addresses, ...settings },
      });
      const exited = once(child, 'exit');
      ends.unshift(() => {
        child.kill('SIGTERM');
        return exited;
      });
      const address = `127.0.0.1:${await listeningPort(child.stdout, stem)}`;
      addresses[`OPTICAL_PEERS_${stem.toUpperCase()}`] = address;
      return address;
    },
    connect: (stem, address) => {
      const connection = connect(stem, address, 'test', path.join(home, 'telemetry'));
      ends.unshift(() => Promise.resolve(connection[Symbol.asyncDispose]()));
      return connection;
    },
    [Symbol.asyncDispose]: async () => {
      for (const end of ends) await end();
      folder[Symbol.dispose]();
    },
  };
}

async function listeningPort(stdout: NodeJS.ReadableStream, stem: Stem): Promise<number> {
  for await (const piece of stdout) {
    const port = /"port":(\d+),"msg":"listening"/.exec(String(piece))?.[1];
    if (port !== undefined) {
      stdout.resume();
      return Number(port);
    }
  }
  throw new Error(`the ${stem} ended before it listened`);
}
