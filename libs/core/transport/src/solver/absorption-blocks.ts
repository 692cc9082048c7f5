import type { EpsilonSchedule } from '../epsilon-schedule.ts';

/** Iterations at one epsilon, the first in the log domain. */
export interface AbsorptionBlock {
  readonly epsilon: number;
  readonly iterations: number;
}

/** Cuts a schedule wherever epsilon changes, and after every `period` iterations. */
export function absorptionBlocks(schedule: EpsilonSchedule, period: number): readonly AbsorptionBlock[] {
  const blocks: AbsorptionBlock[] = [];
  for (const epsilon of schedule) {
    const last = blocks.at(-1);
    if (last?.epsilon === epsilon && last.iterations < period)
      blocks[blocks.length - 1] = { epsilon, iterations: last.iterations + 1 };
    else blocks.push({ epsilon, iterations: 1 });
  }
  return blocks;
}
