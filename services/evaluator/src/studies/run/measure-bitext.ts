import { OpticalError } from '@optical/errors';
import type { BitextSizes } from '../plan/bitext-sizes.ts';
import { selectionOf } from '../plan/job-specs.ts';
import type { Prepared } from '../plan/job-specs.ts';
import { selectPairs } from './select-pairs.ts';
import type { StudyRun } from './study-parts.ts';

/** How many pairs each data set of a language can give, which the distiller knows once they are clean and tokenised. */
export async function measureBitext(
  run: StudyRun,
  language: string,
  setting: string,
  prepared: Pick<Prepared, 'teacher' | 'vocabularies'>,
): Promise<BitextSizes> {
  const pairs: Record<string, number> = {};
  try {
    // Another seed holds out other sentences, which may be in other data sets, too.
    for (const seed of run.spec.seeds) {
      const everything = { language, setting, bitextBudget: 0, seed };
      const spec = selectionOf(run.spec, everything, { ...prepared, sizes: [] });
      for (const { dataset, trainingPairs } of (await selectPairs(run, spec, { omitPairs: true })).reports)
        pairs[dataset!.name] = Math.min(pairs[dataset!.name] ?? Infinity, trainingPairs);
    }
  } catch (error) {
    if (!(error instanceof OpticalError && unusable.has(error.kind))) throw error;
    return { language, setting, pairs: {}, problem: error.message };
  }
  return { language, setting, pairs };
}

/** How bitext is refused that no student can be trained on: a matter of the cells that need it, not of the study. */
const unusable: ReadonlySet<OpticalError['kind']> = new Set(['failed-precondition', 'invalid-argument']);
