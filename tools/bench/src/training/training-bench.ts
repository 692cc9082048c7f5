import type { Measurement } from '../record/measurement-record.ts';
import { benchDense } from './dense/dense-bench.ts';

const seed = 1;

/** Training against PyTorch: the same dense step on both sides. */
export async function benchTraining(onRound: (round: number, of: number) => void): Promise<Measurement> {
  return benchDense(seed, onRound);
}
