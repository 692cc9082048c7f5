import { cast, mul, sub } from '@optical/graph';
import { cosineGeometry, linearProblem } from '@optical/transport';
import type { LinearProblem, TransportOutput } from '@optical/transport';
import type { ObjectiveName } from '../objective/objective.ts';
import type { TransportSettings } from '../objective/settings.ts';
import { marginalOf, marginalReads } from '../pairs/marginal.ts';
import { meanOverPairs, presence } from '../pairs/mean-over-pairs.ts';
import type { Pairs } from '../pairs/side.ts';
import type { Arm } from './arm.ts';

/**
 * The arm whose loss is <T, C>: the cost, 1 - cosine, of moving the mass of the student's positions onto the teacher's by
 * the plan T of a solver. Huang, Yu and Allan 2023 (OPTICAL), https://arxiv.org/abs/2301.12566
 */
export function transportArm(
  name: ObjectiveName,
  settings: TransportSettings,
  solve: (problem: LinearProblem) => TransportOutput,
): Arm {
  return {
    name,
    reads: transportReads(settings),
    loss: (pairs) => {
      const { problem, present } = transportProblem(pairs, settings);
      const { cost, residual, finite } = solve(problem);
      const failed = sub(1, cast(finite, 'float32'));
      return {
        loss: meanOverPairs(cost, present),
        transport: { residual: meanOverPairs(residual, present), fallbacks: meanOverPairs(failed, present) },
      };
    },
  };
}

const defaultMarginal = 'uniform-tokens';

export function transportReads({
  studentMarginal = defaultMarginal,
  teacherMarginal = defaultMarginal,
}: TransportSettings): Arm['reads'] {
  return { student: marginalReads[studentMarginal], teacher: marginalReads[teacherMarginal] };
}

/** The transport problem of each pair, and whether both of its sides have mass: [batch], 1 or 0. */
export function transportProblem(
  { student, teacher }: Pairs,
  { studentMarginal = defaultMarginal, teacherMarginal = defaultMarginal }: TransportSettings,
) {
  const geometry = cosineGeometry(student.vectors, teacher.vectors, { normalized: true });
  const [a, b] = [marginalOf(student, studentMarginal), marginalOf(teacher, teacherMarginal)];
  return { problem: linearProblem(geometry, a, b), present: mul(presence(a), presence(b)) };
}
