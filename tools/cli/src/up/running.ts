import path from 'node:path';
import { failedPrecondition } from '@optical/errors';
import { isLocked } from './home-lock.ts';
import { isAlive } from './is-alive.ts';
import { readRunFile } from './run-file.ts';
import type { RunFile } from './run-file.ts';

/**
 * The services that are up in this data directory.
 * @throws OpticalError `failed-precondition` when none are.
 */
export async function readRunning(home: string): Promise<RunFile> {
  const content = readRunFile(home);
  // A file that a killed `optical up` left behind, or a process id used again, is not a running system.
  if (content !== undefined && isAlive(content.pid) && (await isLocked(home))) return content;
  const folder = path.resolve(home);
  throw failedPrecondition(`no services are running in ${folder}; start them with: optical up --home ${folder}`);
}
