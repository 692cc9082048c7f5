import { performanceProfiles } from '../convergence/performance-profile.ts';
import type { CellGroup, StudyFindings } from './final-scores.ts';
import type { CellConvergence, StudyProfile } from './study-analysis.ts';

/** From 1 to 16 in steps of a quarter of an octave. */
const factors = Array.from({ length: 17 }, (_, index) => 2 ** (index / 4));

/** Profiles of the arms for every target, over the problems (language, setting, budget, seed) that all arms have tried. */
export function profileArms(
  { setup }: StudyFindings,
  groups: readonly CellGroup[],
  convergence: readonly CellConvergence[],
): StudyProfile[] {
  const byCell = new Map(convergence.map((ofCell) => [ofCell.cell, ofCell]));
  const problems = new Map<string, Map<string, CellConvergence>>();
  for (const { arm, language, setting, bitextBudget, cells } of groups) {
    for (const { id, seed } of cells) {
      const ofCell = byCell.get(id);
      if (ofCell === undefined || ofCell.targets.length === 0) continue;
      const problem = JSON.stringify([language, setting, bitextBudget, seed]);
      problems.set(problem, (problems.get(problem) ?? new Map<string, CellConvergence>()).set(arm, ofCell));
    }
  }
  const tried = new Set([...problems.values()].flatMap((arms) => [...arms.keys()]));
  const arms = setup.arms.map(({ name }) => name).filter((name) => tried.has(name));
  const common = [...problems.values()].filter((solvers) => arms.every((arm) => solvers.has(arm)));
  if (common.length === 0) return [];
  return setup.targets.flatMap((share, target) =>
    (['steps', 'seconds'] as const).map((cost) => {
      const costs = arms.map((arm) =>
        common.map((solvers) => {
          const spent = solvers.get(arm)!.targets[target]!;
          return spent.reached ? spent[cost] : Infinity;
        }),
      );
      return { share, cost, arms, factors, problems: common.length, values: performanceProfiles(costs, factors) };
    }),
  );
}
