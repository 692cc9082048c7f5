import { OpticalError } from '@optical/errors';
import type { Value } from '@optical/graph';
import type { Geometry } from '../geometry/geometry.ts';

/**
 * A batch of problems: move the mass a onto the mass b at the geometry's cost. A position of mass 0 is masked: it sends
 * or receives nothing and its costs are not read. A pair with no mass on one side has the zero plan.
 */
export interface LinearProblem {
  readonly geometry: Geometry;
  /** float32 [batch, n], finite and >= 0. */
  readonly a: Value;
  /** float32 [batch, m], finite and >= 0; of the same sum as `a` in every pair unless the solver is an unbalanced one. */
  readonly b: Value;
}

/** @throws OpticalError invalid-argument if the marginals do not fit the cost, or n or m is a free dimension. */
export function linearProblem(geometry: Geometry, a: Value, b: Value): LinearProblem {
  const { cost } = geometry;
  const [batch, n, m] = cost.shape;
  requireMarginal('a', a, [batch!, n!], cost);
  requireMarginal('b', b, [batch!, m!], cost);
  if (typeof n !== 'number' || typeof m !== 'number')
    throw new OpticalError('invalid-argument', `cost ${cost.name}: the lengths ${n} and ${m} must be known`);
  return { geometry, a, b };
}

function requireMarginal(side: string, { dtype, name, shape }: Value, expected: Value['shape'], cost: Value): void {
  if (dtype !== 'float32' || shape.length !== 2 || shape.some((dim, axis) => dim !== expected[axis]))
    throw new OpticalError(
      'invalid-argument',
      `marginal ${side} ${name}: ${dtype} [${shape.join(', ')}] is not float32 [${expected.join(', ')}], ` +
        `the positions of cost ${cost.name}`,
    );
}
