import { spawnSync } from 'node:child_process';
import { createRequire } from 'node:module';
import path from 'node:path';

const bufPackage = path.dirname(createRequire(import.meta.url).resolve('@bufbuild/buf/package.json'));

/**
 * Runs buf (https://buf.build/docs/reference/cli/buf) in a folder, its output passed through.
 * @returns its exit status, 0 when it found nothing to complain about.
 * @throws Error when it could not be started or was killed.
 */
export function runBuf(folder: string, args: readonly string[], input?: Buffer): number {
  const { status, error } = spawnSync(path.join(bufPackage, 'bin/buf'), args, {
    cwd: folder,
    input,
    stdio: [input === undefined ? 'ignore' : 'pipe', 'inherit', 'inherit'],
  });
  if (error !== undefined) throw error;
  if (status === null) throw new Error(`buf ${args.join(' ')} was killed`);
  return status;
}
