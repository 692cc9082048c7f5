import { chmodSync, closeSync, copyFileSync, fsyncSync, mkdirSync, openSync, readdirSync } from 'node:fs';
import path from 'node:path';

/** Owner reads and writes, others read: files of snapshots are read-only. */
const writable = 0o644;

/** Copies the files of a folder, on disk when it returns. */
export function copyFolder(source: string, target: string): void {
  mkdirSync(target, { recursive: true });
  for (const file of readdirSync(source)) {
    const copy = path.join(target, file);
    copyFileSync(path.join(source, file), copy);
    chmodSync(copy, writable);
    flush(copy);
  }
  flush(target);
}

function flush(file: string): void {
  const handle = openSync(file, 'r');
  try {
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}
