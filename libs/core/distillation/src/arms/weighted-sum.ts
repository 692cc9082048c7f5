import { add, mul, scope } from '@optical/graph';
import type { Value } from '@optical/graph';
import type { WeightedObjective } from '../objective/objective.ts';
import { validateObjectives } from '../objective/validate-objectives.ts';
import { sideInputs } from '../pairs/side.ts';
import type { Pairs, SideInput, SideName } from '../pairs/side.ts';
import type { Arm } from './arm.ts';
import { createArm } from './create-arm.ts';

/** A loss made of several arms. */
export interface WeightedSum {
  /** What the arms read together. */
  readonly reads: Arm['reads'];
  readonly loss: (pairs: Pairs) => SummedLoss;
}

export interface SummedLoss {
  /** Float32 scalar. */
  readonly loss: Value;
  /**
   * Float32 scalars: `loss.<term>` of each term before its weight, and of terms that solve transport problems
   * `residual.<term>` and `fallbacks.<term>`. A term is called as its objective, a second one of it `<objective>.2`.
   */
  readonly metrics: Readonly<Record<string, Value>>;
}

/** @throws OpticalError invalid-argument as `validateObjectives` */
export function weightedSum(objectives: readonly WeightedObjective[]): WeightedSum {
  const terms = validateObjectives(objectives).map((objective, place) => {
    const earlier = objectives.slice(0, place).filter((other) => other.objective === objective.objective).length;
    const name = earlier === 0 ? objective.objective : `${objective.objective}.${earlier + 1}`;
    return { name, weight: objective.weight ?? 1, arm: createArm(objective) };
  });
  const readsOf = (side: SideName): SideInput[] =>
    sideInputs.filter((input) => terms.some(({ arm }) => arm.reads[side].includes(input)));
  return {
    reads: { student: readsOf('student'), teacher: readsOf('teacher') },
    loss: (pairs) => {
      const metrics: Record<string, Value> = {};
      const weighted = terms.map(({ name, weight, arm }) =>
        scope(pairs.student.vectors.graph, name, () => {
          const { loss, transport } = arm.loss(pairs);
          metrics[`loss.${name}`] = loss;
          if (transport !== undefined) {
            metrics[`residual.${name}`] = transport.residual;
            metrics[`fallbacks.${name}`] = transport.fallbacks;
          }
          return mul(loss, weight);
        }),
      );
      return { loss: weighted.reduce((sum, term) => add(sum, term)), metrics };
    },
  };
}
