import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import { createInterface } from 'node:readline';

/** What a shell runs as `optical`. */
export const opticalEntry = path.resolve(import.meta.dirname, '../../../tools/cli/bin/optical.js');

/** What an `optical` command left behind. */
export interface CommandResult {
  readonly exitCode: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs an `optical` command to its end. */
export async function runOptical(
  words: readonly string[],
  environment: Readonly<Record<string, string>> = {},
): Promise<CommandResult> {
  const child = spawn(process.execPath, [opticalEntry, ...words], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, ...environment },
  });
  const [[exitCode], stdout, stderr] = await Promise.all([
    once(child, 'exit') as Promise<[number | null]>,
    text(child.stdout),
    text(child.stderr),
  ]);
  return { exitCode, stdout, stderr };
}

/** One JSON line of `optical up --json`. */
export interface UpLine {
  readonly type: string;
  readonly stem?: string;
  readonly address?: string;
  readonly pid?: number;
  readonly seconds?: number;
}

/** A running `optical up`. */
export interface OpticalSystem {
  readonly process: ChildProcess;
  /** Everything it has reported so far. */
  readonly lines: readonly UpLine[];
  addressOf(stem: string): string;
  /** Process id of the newest process of the service. */
  pidOf(stem: string): number;
  /** Sends SIGTERM and waits. @returns the exit code */
  stop(): Promise<number | null>;
}

/** Starts `optical up` and waits until every service is SERVING. */
export async function startSystem(
  home: string,
  environment: Readonly<Record<string, string>> = {},
): Promise<OpticalSystem> {
  const child = spawn(process.execPath, [opticalEntry, 'up', '--json', '--home', home], {
    stdio: ['ignore', 'pipe', 'inherit'],
    // A process group of its own, as a terminal gives it.
    detached: true,
    env: { ...process.env, ...environment },
  });
  const exited = once(child, 'exit') as Promise<[number | null]>;
  const lines: UpLine[] = [];
  const ready = new Promise<void>((resolve) => {
    createInterface(child.stdout).on('line', (line) => {
      const event = JSON.parse(line) as UpLine;
      lines.push(event);
      if (event.type === 'ready') resolve();
    });
  });
  await Promise.race([
    ready,
    exited.then(([code]) => {
      throw new Error(`optical up ended with ${code} before it was ready`);
    }),
  ]);
  const find = (type: string, stem: string): UpLine =>
    lines.findLast((line) => line.type === type && line.stem === stem)!;
  return {
    process: child,
    lines,
    addressOf: (stem) => find('serving', stem).address!,
    pidOf: (stem) => find('started', stem).pid!,
    stop: async () => {
      child.kill('SIGTERM');
      const [code] = await exited;
      return code;
    },
  };
}
