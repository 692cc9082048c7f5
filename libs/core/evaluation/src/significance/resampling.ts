import { invalidArgument } from '@optical/errors';

/** How tests and confidence intervals resample. */
export interface Resampling {
  /** Number of resamples, 100 to 1,000,000. Default 10,000. */
  readonly resamples?: number;
  /** Unsigned 32-bit integer. Default 0. */
  readonly seed?: number;
  /** Confidence level, above 0 and below 1. Default 0.95. */
  readonly confidence?: number;
}

/** Fills in the defaults; refuses what is out of range. */
export function resolveResampling(resampling: Resampling): Required<Resampling> {
  const { resamples = 10_000, seed = 0, confidence = 0.95 } = resampling;
  if (!Number.isSafeInteger(resamples) || resamples < 100 || resamples > 1_000_000) {
    const description = `${resamples} is not an integer from 100 to 1,000,000`;
    throw invalidArgument({ field: 'resampling.resamples', description });
  }
  if (!Number.isSafeInteger(seed) || seed < 0 || seed >= 2 ** 32) {
    throw invalidArgument({ field: 'resampling.seed', description: `${seed} is not an integer from 0 below 2^32` });
  }
  if (!(confidence > 0 && confidence < 1)) {
    throw invalidArgument({ field: 'resampling.confidence', description: `${confidence} is not between 0 and 1` });
  }
  return { resamples, seed, confidence };
}
