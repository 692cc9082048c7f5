import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Stem } from '@optical/contracts';
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

/** What the file says, whether or not that process still runs; undefined without a file that makes sense. */
export function readRunFile(home: string): RunFile | undefined {
  try {
    const content = runFileSchema.safeParse(JSON.parse(readFileSync(runFilePath(home), 'utf8')));
    return content.success ? (content.data as RunFile) : undefined;
  } catch {
    return undefined;
  }
}
