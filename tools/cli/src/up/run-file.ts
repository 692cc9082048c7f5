import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Stem } from '@optical/contracts';
import { failedPrecondition } from '@optical/errors';
import { z } from 'zod';

const runFileSchema = z.object({
  /** Process id of `optical up`. */
  pid: z.int().positive(),
  startedAt: z.iso.datetime(),
  services: z.array(z.object({ stem: z.string(), address: z.string(), logFile: z.string() })),
});

/** What `optical up` tells the other commands of the same data directory. */
export interface RunFile {
  readonly pid: number;
  readonly startedAt: string;
  readonly services: readonly { readonly stem: Stem; readonly address: string; readonly logFile: string }[];
}

const runFilePath = (home: string): string => path.join(home, 'run', 'up.json');

/** Written under a temporary name and renamed, so that a reader sees the old or the new content. */
export function writeRunFile(home: string, content: RunFile): void {
  const target = runFilePath(home);
  mkdirSync(path.dirname(target), { recursive: true });
  writeFileSync(`${target}.tmp`, `${JSON.stringify(content, null, 2)}\n`);
  renameSync(`${target}.tmp`, target);
}

export function removeRunFile(home: string): void {
  rmSync(runFilePath(home), { force: true });
}

/**
 * The services that are up in this data directory, or undefined when `optical up` is not running there.
 * A file that a killed `optical up` left behind counts as not running.
 */
export function findRunning(home: string): RunFile | undefined {
  let text: string;
  try {
    text = readFileSync(runFilePath(home), 'utf8');
  } catch {
    return undefined;
  }
  const content = runFileSchema.parse(JSON.parse(text)) as RunFile;
  return isAlive(content.pid) ? content : undefined;
}

/**
 * The services that are up in this data directory.
 * @throws OpticalError `failed-precondition` when none are.
 */
export function readRunning(home: string): RunFile {
  const running = findRunning(home);
  if (running === undefined)
    throw failedPrecondition(
      `no services are running in ${path.resolve(home)}; start them with: optical up --home ${home}`,
    );
  return running;
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
