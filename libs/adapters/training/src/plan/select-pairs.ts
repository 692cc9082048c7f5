import type { SentencePair } from '@optical/datasets';
import type { TrainingResources } from '../ports/resources.ts';
import type { StudentTask, TrainingSpec } from '../spec/training-spec.ts';
import { validateSpec } from '../spec/validate-spec.ts';
import { PlanMemo } from './plan-memo.ts';
import { reportsOf, selectBitext } from './select-bitext.ts';
import type { DataReport } from './training-plan.ts';

/** The pairs that a student trains on. */
export interface PairSelection {
  /** In the order of the specification's bitext. */
  readonly reports: readonly DataReport[];
  /** Source by source, in the order of the budget; held-out pairs are not among them. */
  readonly pairs: readonly SentencePair[];
}

/**
 * Which pairs a training would see: those of `planTraining` for the same specification, without what the student starts
 * from, which takes longer than to choose them.
 * @param memo as of `planTraining`
 * @throws OpticalError as `planTraining`
 */
export async function selectPairs(
  spec: TrainingSpec & { readonly task: StudentTask },
  resources: TrainingResources,
  { signal, memo = new PlanMemo() }: { readonly signal?: AbortSignal; readonly memo?: PlanMemo } = {},
): Promise<PairSelection> {
  validateSpec(spec);
  const { task, seed } = spec;
  const selected = await selectBitext(task, { resources, seed, memo, ...(signal && { signal }) });
  const { sources, parts } = selected;
  const pairs = sources.flatMap(({ clean, kept }, place) =>
    Array.from(parts[place]!.training, (pair) => clean.pairs[kept[pair]!]!),
  );
  return { reports: reportsOf(selected), pairs };
}
