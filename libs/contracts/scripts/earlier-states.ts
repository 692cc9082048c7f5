import { execFileSync } from 'node:child_process';

/** How many states of the contracts to look back on: covers a push of that many commits to them. */
const depth = 5;

/** The `!` or the footer by which Conventional Commits declare a break (https://www.conventionalcommits.org, 1.0.0). */
const declaredBreak = /^\w+(\([^)]*\))?!: |^BREAKING[ -]CHANGE: /m;

/** An earlier state of the contracts. */
export interface EarlierState {
  readonly commit: string;
  readonly subject: string;
}

/**
 * The latest committed states that the contracts in `repository` have to stay compatible with, newest first: as far
 * back as the last commit that declares a break. Empty outside git and before the first commit.
 */
export function earlierStates(repository: string): EarlierState[] {
  const states: EarlierState[] = [];
  for (const { commit, message } of commitsToContracts(repository)) {
    if (hasContracts(repository, commit)) states.push({ commit, subject: message.split('\n', 1)[0] ?? '' });
    if (declaredBreak.test(message)) break;
  }
  return states;
}

/** The contracts of a commit as a tar archive with the folder `proto`. */
export function contractsOf(repository: string, commit: string): Buffer {
  return git(repository, 'archive', '--format=tar', commit, 'proto');
}

function commitsToContracts(repository: string): { commit: string; message: string }[] {
  try {
    const log = git(repository, 'log', '-z', '-n', String(depth), '--format=%H%n%B', '--', 'proto').toString();
    return log
      .split('\0')
      .filter((entry) => entry !== '')
      .map((entry) => ({ commit: entry.slice(0, entry.indexOf('\n')), message: entry.slice(entry.indexOf('\n') + 1) }));
  } catch {
    return [];
  }
}

function hasContracts(repository: string, commit: string): boolean {
  return git(repository, 'ls-tree', '-r', '--name-only', commit, 'proto').toString().includes('.proto\n');
}

function git(repository: string, ...args: string[]): Buffer {
  return execFileSync('git', args, { cwd: repository, stdio: ['ignore', 'pipe', 'ignore'], maxBuffer: 2 ** 28 });
}
