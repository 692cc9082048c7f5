import { setTimeout as sleep } from 'node:timers/promises';

/** Resolves once the condition holds. A test that waits for what never comes ends by the runner's time limit. */
export async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await sleep(5);
}
