import { interleave } from '../measure/interleave.ts';
import { measureOverload } from '../measure/overload.ts';
import type { OverloadFigures, OverloadOptions } from '../measure/overload.ts';
import { median } from '../measure/quantile.ts';

export interface OverloadRounds extends Omit<OverloadOptions, 'peak'> {
  readonly rounds: number;
}

/**
 * What is answered under overload as a share of the peak, which is measured in turn with it.
 * @param measurePeak calls per second that callers get who wait for their answers
 * @param send as for `measureOverload`
 * @param prefix of the names of the figures
 */
export async function overloadFigures(
  prefix: string,
  measurePeak: () => Promise<number>,
  send: Parameters<typeof measureOverload>[0],
  { rounds, ...options }: OverloadRounds,
  onRound: (round: number, of: number) => void,
): Promise<Record<string, number>> {
  const overloads: OverloadFigures[] = [];
  let peak = await measurePeak();
  const figures = await interleave(
    {
      peak: async () => (peak = await measurePeak()),
      overload: async () => {
        const found = await measureOverload(send, { ...options, peak });
        overloads.push(found);
        return found.good;
      },
    },
    rounds,
    (round) => {
      onRound(round, rounds);
    },
  );
  // The first one warmed up.
  const counted = overloads.slice(1);
  return {
    [`${prefix}.peak_calls_per_second`]: median(figures.peak),
    [`${prefix}.offered_calls_per_second`]: median(counted.map((found) => found.offered)),
    [`${prefix}.good_calls_per_second`]: median(figures.overload),
    [`${prefix}.goodput_share`]: median(figures.overload.map((good, round) => good / figures.peak[round]!)),
    [`${prefix}.refused_share`]: median(counted.map(({ refusedShare }) => refusedShare)),
  };
}
