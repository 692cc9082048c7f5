import type { StudySpec__Output } from '@optical/contracts/evaluator';
import type { StudyCell, StudyReferenceMethod } from '@optical/evaluation';
import { referenceOf, settingNames } from '../spec/study-setup.ts';

/** What reference arms vary with; trained ones, and those that a job makes, vary with everything. */
const varying: Readonly<Record<Exclude<StudyReferenceMethod, 'zero-shot' | 'triples'>, { readonly budget: boolean }>> =
  {
    teacher: { budget: false },
    'translate-query': { budget: false },
    bm25: { budget: false },
    psq: { budget: true },
  };

/** Whether a job of the distiller makes the arm's model. */
export const isMadeByJob = (method: StudyReferenceMethod | undefined): boolean =>
  method === undefined || method === 'zero-shot' || method === 'triples';

/**
 * The cells of a study in the order they are run: language by language, so that what a language needs is made once and is
 * still at hand; the arms in their order, references first, because the others' curves begin where zero-shot is.
 */
export function planCells(spec: StudySpec__Output): StudyCell[] {
  const arms = spec.arms.toSorted(
    (a, b) => Number(referenceOf(a) === undefined) - Number(referenceOf(b) === undefined),
  );
  return spec.languages.flatMap((language) =>
    settingNames(spec).flatMap((setting) =>
      spec.bitextBudgets.flatMap((bitextBudget) =>
        arms.flatMap((arm) => {
          const method = referenceOf(arm);
          const fixed =
            method !== undefined && !isMadeByJob(method) ? varying[method as keyof typeof varying] : undefined;
          const isRepeated =
            fixed !== undefined &&
            (setting !== settingNames(spec)[0] || (!fixed.budget && bitextBudget !== spec.bitextBudgets[0]));
          if (isRepeated) return [];
          const seeds = fixed ? spec.seeds.slice(0, 1) : spec.seeds;
          return seeds.map((seed) =>
            newCell({
              arm: arm.name,
              language,
              setting: fixed ? '' : setting,
              bitextBudget: fixed?.budget === false ? 0 : bitextBudget,
              seed,
            }),
          );
        }),
      ),
    ),
  );
}

type CellName = Pick<StudyCell, 'arm' | 'language' | 'setting' | 'bitextBudget' | 'seed'>;

/** Readable, such as `ot-sinkhorn/hi/default/all/0`. */
export const cellId = ({ arm, language, setting, bitextBudget, seed }: CellName): string =>
  [arm, language, setting || 'default', bitextBudget || 'all', seed].join('/');

function newCell(name: CellName): StudyCell {
  return {
    ...name,
    id: cellId(name),
    learningRate: 0,
    state: 'pending',
    statusMessage: '',
    jobId: '',
    curve: [],
    queryScores: [],
    evaluationSeconds: 0,
    alarms: [],
  };
}
