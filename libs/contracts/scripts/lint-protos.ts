/**
 * Checks style and format of the contracts and refuses changes that break their callers: `lint-protos.ts [repository]`.
 * A break that is meant is declared in the subject of its commit (`feat(contracts)!: ...`).
 */
import path from 'node:path';
import { runBuf } from './buf.ts';
import { contractsOf, earlierStates } from './earlier-states.ts';

const repository = path.resolve(process.argv[2] ?? path.join(import.meta.dirname, '../../..'));

for (const check of [
  ['lint', 'proto'],
  ['format', 'proto', '--diff', '--exit-code'],
])
  if (runBuf(repository, check) !== 0) process.exitCode = 1;

const states = earlierStates(repository);
if (states.length === 0) console.log('contracts: no earlier state to compare with');
for (const { commit, subject } of states) {
  const against = ['--against', '-#format=tar,subdir=proto'];
  if (runBuf(repository, ['breaking', 'proto', ...against], contractsOf(repository, commit)) === 0) continue;
  console.error(
    `contracts: breaks callers of ${commit.slice(0, 9)} (${subject}); if meant, commit it as type(scope)!:`,
  );
  process.exitCode = 1;
}
