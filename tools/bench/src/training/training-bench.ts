import type { Measurement } from '../record/measurement-record.ts';
import { benchDense } from './dense/dense-bench.ts';
import { benchLoop } from './end-to-end/loop-bench.ts';

const seed = 1;

/** Training against PyTorch: the same dense step, and the loop that its users run on real bitext. */
export async function benchTraining(onRound: (round: number, of: number) => void): Promise<Measurement> {
  const dense = await benchDense(seed, onRound);
  const loop = await benchLoop(seed, onRound);
  return {
    versions: { ...dense.versions, ...loop.versions },
    config: { dense: dense.config, end_to_end: loop.config },
    seed,
    runs: Math.min(dense.runs, loop.runs),
    metrics: { ...dense.metrics, ...loop.metrics },
  };
}
