import type { ResamplingSpec__Output } from '@optical/contracts/evaluator';
import type { Resampling } from '@optical/evaluation';
import { orDefault } from './or-default.ts';

/** Every default filled in. */
export const resolveStudyResampling = (given: ResamplingSpec__Output | null): Required<Resampling> => ({
  resamples: orDefault(given?.resamples, 10_000),
  seed: given?.seed ?? 0,
  confidence: orDefault(given?.confidence, 0.95),
});
