import { spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { createInterface } from 'node:readline';

/** A peer's answer to one command: the seconds its work took, and figures of its own. */
export type PeerAnswer = Readonly<{ seconds: number }> & Readonly<Record<string, number>>;

/** A program of `tools/bench/peers` that waits for commands. */
export interface PythonPeer extends AsyncDisposable {
  readonly pid: number;
  readonly versions: Readonly<Record<string, string>>;
  /** Does the work once. */
  ask(command: Readonly<{ do: string }> & Readonly<Record<string, unknown>>): Promise<PeerAnswer>;
}

export interface PeerOptions {
  /** The interpreter that has the packages of `peers/requirements.txt`. */
  readonly python: string;
  /** File name in `tools/bench/peers`. */
  readonly script: string;
  readonly words?: readonly (string | number)[];
  readonly environment?: Readonly<Record<string, string>>;
}

const folder = path.resolve(import.meta.dirname, '../../peers');

/** Starts a peer and waits until it is ready. @throws Error with the peer's exit code when it ends before. */
export async function startPeer({ python, script, words = [], environment = {} }: PeerOptions): Promise<PythonPeer> {
  const child = spawn(python, [path.join(folder, script), ...words.map(String)], {
    stdio: ['pipe', 'pipe', 'inherit'],
    env: { ...environment, PYTHONUNBUFFERED: '1' },
  });
  const lines = createInterface(child.stdout)[Symbol.asyncIterator]();
  const exited = once(child, 'exit') as Promise<[number | null]>;
  const read = async (): Promise<unknown> => {
    const line = await lines.next();
    if (line.done === true) throw new Error(`${script} ended with exit code ${(await exited)[0]}`);
    return JSON.parse(line.value);
  };
  const { versions } = (await read()) as { versions: Record<string, string> };
  return {
    pid: child.pid!,
    versions,
    ask: async (command) => {
      child.stdin.write(`${JSON.stringify(command)}\n`);
      return (await read()) as PeerAnswer;
    },
    [Symbol.asyncDispose]: async () => {
      child.stdin.end();
      await exited;
    },
  };
}
