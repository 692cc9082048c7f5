import type { BitextReport__Output, JobSpec, SentencePair__Output } from '@optical/contracts/distiller';
import { patiently } from './patience.ts';
import type { StudyRun } from './study-parts.ts';

/** Choosing pairs reads and tokenises all of a language's bitext. */
const deadlineMs = 600_000;

/** The pairs that a student would train on, and what the distiller's check of the bitext found. */
export interface SelectedPairs {
  readonly reports: readonly BitextReport__Output[];
  readonly pairs: readonly SentencePair__Output[];
}

/** Asks the distiller, which chooses the pairs of its jobs, so that nothing is compared on other pairs. */
export function selectPairs(
  { parts, signal }: Pick<StudyRun, 'parts' | 'signal'>,
  spec: JobSpec,
  { omitPairs = false } = {},
): Promise<SelectedPairs> {
  return patiently(signal, async () => {
    const reports = [];
    const pairs = [];
    for await (const part of parts.distiller().selectPairs({ spec, omitPairs }, { deadlineMs, signal })) {
      reports.push(...part.bitextReports);
      pairs.push(...part.pairs);
    }
    return { reports, pairs };
  });
}
