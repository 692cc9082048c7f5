import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

/**
 * Gives this process one processor for itself, and the rest of its processors to the `others`, with all their threads,
 * until disposed. So the callers of services take nothing from them, as callers on other machines would not. Linux only.
 * @returns undefined where that cannot be done: a single processor, another system, no `taskset`
 */
export function keepApart(others: readonly number[]): Disposable | undefined {
  const all = allowedProcessors();
  const own = all.at(-1);
  if (own === undefined || all.length < 2) return undefined;
  const bind = (pid: number, processors: readonly number[]): void => {
    execFileSync('taskset', ['--all-tasks', '--cpu-list', '--pid', processors.join(','), String(pid)]);
  };
  try {
    bind(process.pid, [own]);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
  for (const pid of others) bind(pid, all.slice(0, -1));
  return {
    [Symbol.dispose]: () => {
      for (const pid of [process.pid, ...others]) bind(pid, all);
    },
  };
}

/** Numbers of the processors that this process may use; none where the system does not tell. */
function allowedProcessors(): number[] {
  let list: string | undefined;
  try {
    list = /^Cpus_allowed_list:\s*(.+)$/m.exec(readFileSync('/proc/self/status', 'utf8'))?.[1];
  } catch {
    return [];
  }
  return (list ?? '').split(',').flatMap((range) => {
    const [first = NaN, last = first] = range.split('-').map(Number);
    return Array.from({ length: last - first + 1 }, (_, offset) => first + offset);
  });
}
