import { costToTarget, logStepArea, targetScore } from '../convergence/cost-to-target.ts';
import type { CurvePoint } from '../convergence/cost-to-target.ts';
import { counterpart } from './final-scores.ts';
import type { CellGroup, StudyFindings } from './final-scores.ts';
import type { CellConvergence } from './study-analysis.ts';
import type { StudyCell, StudyCurvePoint } from './study-cells.ts';
import { isTrained } from './study-setup.ts';

/** A point's main metric on the main track. */
function mainScore(point: StudyCurvePoint | undefined): number | undefined {
  return point?.results[0]?.values[0]?.mean;
}

/** The main metric of a cell on the main track along its training; points without it are left out. */
export function mainCurve(cell: StudyCell): CurvePoint[] {
  return cell.curve.flatMap((point) => {
    const score = mainScore(point);
    const { step, pairs, trainingSeconds } = point;
    return score === undefined ? [] : [{ step, pairs, trainingSeconds, score }];
  });
}

/**
 * What each trained cell spent to come towards the teacher, from its own start; of cells that were scored before their
 * first step and whose language the teacher was scored in.
 */
export function measureConvergence(study: StudyFindings, groups: readonly CellGroup[]): CellConvergence[] {
  const trained = new Set(study.setup.arms.filter(isTrained).map(({ name }) => name));
  const teacherArm = study.setup.arms.find((arm) => 'reference' in arm && arm.reference === 'teacher');
  if (teacherArm === undefined) return [];
  return groups.flatMap((group) => {
    const beside = trained.has(group.arm) ? counterpart(study, groups, teacherArm.name, group) : undefined;
    const teacher = mainScore(beside?.cells[0]?.final);
    if (teacher === undefined) return [];
    return group.cells.flatMap((cell): CellConvergence[] => {
      const curve = mainCurve(cell);
      if (curve[0]?.step !== 0) return [];
      const start = curve[0].score;
      const area = logStepArea(curve);
      const shares = teacher > start ? study.setup.targets : [];
      const targets = shares.map((share) => {
        const score = targetScore(start, teacher, share);
        return { share, score, ...costToTarget(curve, score) };
      });
      return [{ cell: cell.id, start, teacher, targets, ...(area !== undefined && { area }) }];
    });
  });
}
