import { mkdirSync, openSync, renameSync, statSync } from 'node:fs';
import path from 'node:path';

/** Above this size a log is set aside when its process starts, in place of the one set aside before. Bytes. */
const setAsideAbove = 16 * 1024 * 1024;

/** Opens the log file of a process for appending, its folder included. @returns a file descriptor */
export function openLog(file: string): number {
  mkdirSync(path.dirname(file), { recursive: true });
  const { size } = statSync(file, { throwIfNoEntry: false }) ?? { size: 0 };
  if (size > setAsideAbove) renameSync(file, `${file}.1`);
  return openSync(file, 'a');
}
