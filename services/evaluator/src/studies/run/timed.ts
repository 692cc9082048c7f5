import type { StudyStage } from '@optical/evaluation';
import type { StudyRun } from './study-parts.ts';

/** Runs a part of the preparation and notes what it took. */
export async function timed<T>(
  { journal }: Pick<StudyRun, 'journal'>,
  name: string,
  work: () => Promise<T>,
): Promise<T> {
  const begun = performance.now();
  const result = await work();
  const stage: StudyStage = { name, seconds: (performance.now() - begun) / 1_000 };
  await journal.note((document) => ({ ...document, stages: [...document.stages, stage] }));
  return result;
}
