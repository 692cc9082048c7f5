import type { CostToTarget } from '../convergence/cost-to-target.ts';
import { medianTime, restrictedMean } from '../convergence/survival.ts';
import type { Observation } from '../convergence/survival.ts';
import type { CellGroup } from './final-scores.ts';
import type { ArmConvergence, CellConvergence, CostSummary } from './study-analysis.ts';

type Cost = 'steps' | 'pairs' | 'seconds';

/** The runs of an arm towards one target. */
interface Runs {
  readonly group: CellGroup;
  readonly share: number;
  readonly costs: readonly CostToTarget[];
}

/**
 * Costs over seeds, per arm, language, setting, budget and target. Restricted means of arms that are compared share one
 * horizon, the last that is watched in every arm, for a mean up to another horizon is another quantity.
 */
export function summarizeConvergence(
  groups: readonly CellGroup[],
  convergence: readonly CellConvergence[],
): ArmConvergence[] {
  const byCell = new Map(convergence.map((ofCell) => [ofCell.cell, ofCell]));
  const found = groups.flatMap((group): Runs[] => {
    const targets = group.cells.flatMap(({ id }) => byCell.get(id)?.targets ?? []);
    return [...Map.groupBy(targets, ({ share }) => share)].map(([share, costs]) => ({ group, share, costs }));
  });
  const compared = Map.groupBy(found, ({ group: { language, setting, bitextBudget }, share }) =>
    JSON.stringify([language, setting, bitextBudget, share]),
  );
  return [...compared.values()].flatMap((arms) => {
    const horizon = (cost: Cost) => commonHorizon(arms.map(({ costs }) => observations(costs, cost)));
    const horizons = { steps: horizon('steps'), pairs: horizon('pairs'), seconds: horizon('seconds') };
    return arms.map(({ group: { arm, language, setting, bitextBudget }, share, costs }) => {
      const summary = (cost: Cost) => summarize(observations(costs, cost), horizons[cost]);
      return {
        ...{ arm, language, setting, bitextBudget, share },
        runs: costs.length,
        reached: costs.filter(({ reached }) => reached).length,
        ...{ steps: summary('steps'), pairs: summary('pairs'), seconds: summary('seconds') },
      };
    });
  });
}

function observations(runs: readonly CostToTarget[], cost: Cost): Observation[] {
  return runs.map((run) => ({ time: run[cost], reached: run.reached }));
}

/** The least of the times until which arms with censored runs are known; else the last time at which any run got there. */
function commonHorizon(arms: readonly (readonly Observation[])[]): number {
  const last = (runs: readonly Observation[]) => Math.max(...runs.map(({ time }) => time));
  const open = arms.filter((runs) => runs.some(({ time, reached }) => !reached && time === last(runs)));
  return open.length > 0 ? Math.min(...open.map(last)) : Math.max(...arms.map(last));
}

function summarize(runs: readonly Observation[], horizon: number): CostSummary {
  const median = medianTime(runs);
  return { restrictedMean: restrictedMean(runs, horizon), horizon, ...(median !== undefined && { median }) };
}
