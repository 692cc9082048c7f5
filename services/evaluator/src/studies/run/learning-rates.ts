import type { LearningRateChoice, StudyCell } from '@optical/evaluation';
import { failedPrecondition } from '@optical/errors';
import type { Prepared } from '../plan/job-specs.ts';
import type { StudyRun } from './study-parts.ts';
import { trainCell } from './trained-cell.ts';

/**
 * The learning rate of a cell. Every trained arm tries the same ones, with its first seed; the lowest loss on held-out
 * bitext decides, never a track. The job of the first seed with that rate is the cell's own.
 */
export async function chooseRate(run: StudyRun, cell: StudyCell, prepared: Prepared): Promise<number> {
  const { spec, journal, choices } = run;
  const [only] = spec.learningRates;
  if (spec.learningRates.length === 1) return only!;
  const known = journal.document.learningRates.find((choice) => isSame(choice, cell));
  if (known) return known.chosen;
  const { arm, language, setting, bitextBudget } = cell;
  const key = JSON.stringify([arm, language, setting, bitextBudget]);
  const choosing = choices.get(key) ?? tryRates(run, cell, prepared);
  choices.set(key, choosing);
  choosing.catch(() => choices.delete(key));
  return choosing;
}

type Alternatives = Pick<StudyCell, 'arm' | 'language' | 'setting' | 'bitextBudget'>;

const isSame = (a: Alternatives, b: Alternatives): boolean =>
  a.arm === b.arm && a.language === b.language && a.setting === b.setting && a.bitextBudget === b.bitextBudget;

async function tryRates(run: StudyRun, cell: StudyCell, prepared: Prepared): Promise<number> {
  const { spec, journal } = run;
  const { arm, language, setting, bitextBudget } = cell;
  const first = journal.cells.find((other) => isSame(other, cell) && other.seed === spec.seeds[0])!;
  const tried = [];
  for (const rate of spec.learningRates) {
    const job = await trainCell(run, first, rate, prepared);
    const heldOutLoss = job.progress?.bestHeldOutLoss;
    if (heldOutLoss !== undefined) tried.push({ rate, heldOutLoss, jobId: job.id });
  }
  const best = tried.toSorted((a, b) => a.heldOutLoss - b.heldOutLoss)[0];
  if (best === undefined) throw failedPrecondition('no learning rate gave a held-out loss');
  const choice: LearningRateChoice = { arm, language, setting, bitextBudget, tried, chosen: best.rate };
  await journal.note((document) => ({ ...document, learningRates: [...document.learningRates, choice] }));
  return best.rate;
}
