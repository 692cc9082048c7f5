import { stems } from '@optical/contracts';
import { startSystem, temporaryFolder } from '@optical/testing';
import { median } from '../measure/quantile.ts';
import { residentBytesOf } from '../measure/resident-bytes.ts';
import type { Measurement } from '../record/measurement-record.ts';

const rounds = 5;

/** Time from `optical up` until every service is SERVING, and the memory of each process then. */
export async function benchUp(onRound: (round: number, of: number) => void): Promise<Measurement> {
  const seconds: number[] = [];
  const processSeconds: number[] = [];
  const residentBytes = new Map<string, number[]>(stems.map((stem) => [stem, []]));
  for (let round = 1; round <= rounds; round++) {
    onRound(round, rounds);
    using folder = temporaryFolder();
    const began = performance.now();
    const system = await startSystem(folder.path);
    processSeconds.push((performance.now() - began) / 1000);
    seconds.push(system.lines.find(({ type }) => type === 'ready')!.seconds!);
    for (const stem of stems) residentBytes.get(stem)!.push(residentBytesOf(system.pidOf(stem)));
    await system.stop();
  }
  return {
    versions: {},
    config: { services: stems },
    seed: 0,
    runs: rounds,
    metrics: {
      up_seconds: median(seconds),
      'up_seconds.slowest': Math.max(...seconds),
      'up_seconds.with_command': median(processSeconds),
      ...Object.fromEntries([...residentBytes].map(([stem, values]) => [`rss_mib.${stem}`, median(values) / 2 ** 20])),
    },
  };
}
