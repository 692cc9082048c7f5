import { setTimeout as sleep } from 'node:timers/promises';
import type { Distiller } from './distiller-system.ts';

/** A distiller that is killed at random moments and started again at once. */
export interface KilledDistiller {
  /** How often it was killed. */
  readonly kills: number;
  /** The present process; it may be killed at any moment. */
  current(): Distiller;
  /** Lets it live from now on. */
  end(): Promise<void>;
}

/** @param wait milliseconds to live, drawn for each process @param most kills after which it lives on */
export async function killAtRandom(
  start: () => Promise<Distiller>,
  wait: () => number,
  most = Infinity,
): Promise<KilledDistiller> {
  const ending = new AbortController();
  let distiller = await start();
  let kills = 0;
  const killing = (async () => {
    while (kills < most) {
      const isOver = await sleep(wait(), false, { signal: ending.signal }).catch(() => true);
      if (isOver) return;
      await distiller.kill();
      kills += 1;
      distiller = await start();
    }
  })();
  return {
    get kills() {
      return kills;
    },
    current: () => distiller,
    end: async () => {
      ending.abort();
      await killing;
    },
  };
}
