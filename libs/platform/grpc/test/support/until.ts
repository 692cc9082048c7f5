import { setTimeout as sleep } from 'node:timers/promises';

const limitMs = 30_000;

/** Resolves once the condition holds; rejects when it does not within 30 s. */
export async function until(condition: () => boolean | Promise<boolean>): Promise<void> {
  const end = performance.now() + limitMs;
  while (!(await condition())) {
    if (performance.now() > end) throw new Error(`not within ${limitMs} ms: ${condition.toString()}`);
    await sleep(5);
  }
}
