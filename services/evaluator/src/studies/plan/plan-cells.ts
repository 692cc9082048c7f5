import type { StudySpec__Output } from '@optical/contracts/evaluator';
import type { StudyCell, StudyReferenceMethod } from '@optical/evaluation';
import { referenceOf, settingNames } from '../spec/study-setup.ts';

/** Whether a job of the distiller makes the arm's model. */
export const isMadeByJob = (method: StudyReferenceMethod | undefined): boolean =>
  method === undefined || method === 'zero-shot' || method === 'triples';

/** Whether the arm's results are the same with every setting, budget and seed. */
const isFixed = (method: StudyReferenceMethod | undefined): boolean => !isMadeByJob(method) && method !== 'psq';

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
          const place = { arm: arm.name, language };
          if (!isFixed(referenceOf(arm)))
            return spec.seeds.map((seed) => newCell({ ...place, setting, bitextBudget, seed }));
          const isFirst = setting === settingNames(spec)[0] && bitextBudget === spec.bitextBudgets[0];
          return isFirst ? [newCell({ ...place, setting: '', bitextBudget: 0, seed: spec.seeds[0]! })] : [];
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
