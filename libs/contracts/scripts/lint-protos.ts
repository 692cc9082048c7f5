/**
 * Lints the contracts and refuses changes that break their callers: `lint-protos.ts [repository]`.
 * A break that is meant is declared in the subject of its commit (`feat(contracts)!: ...`).
 */
import { spawnSync } from 'node:child_process';
import { createRequire } from 'node:module';
import path from 'node:path';
import { contractsOf, earlierStates } from './earlier-states.ts';

const repository = path.resolve(process.argv[2] ?? path.join(import.meta.dirname, '../../..'));
const bufPackage = path.dirname(createRequire(import.meta.url).resolve('@bufbuild/buf/package.json'));

if (!buf(['lint', 'proto'])) process.exitCode = 1;

const states = earlierStates(repository);
if (states.length === 0) console.log('contracts: no earlier state to compare with');
for (const { commit, subject } of states) {
  if (buf(['breaking', 'proto', '--against', '-#format=tar,subdir=proto'], contractsOf(repository, commit))) continue;
  console.error(
    `contracts: breaks callers of ${commit.slice(0, 9)} (${subject}); if meant, commit it as type(scope)!:`,
  );
  process.exitCode = 1;
}

/** Runs buf in the repository with its output passed through; whether it found nothing. */
function buf(args: string[], input?: Buffer): boolean {
  const { status, error } = spawnSync(path.join(bufPackage, 'bin/buf'), args, {
    cwd: repository,
    input,
    stdio: [input === undefined ? 'ignore' : 'pipe', 'inherit', 'inherit'],
  });
  if (error !== undefined) throw error;
  return status === 0;
}
