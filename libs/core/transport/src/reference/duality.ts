import type { LinearProblem } from './linear-problem.ts';
import { columnSums, innerProduct, outerProduct, rowSums, sum } from './matrix.ts';
import type { Matrix } from './matrix.ts';
import { roundToMarginals } from './round-to-marginals.ts';
import { gibbsPlan } from './sinkhorn.ts';
import type { TransportResultWithPotentials } from './transport-result.ts';

/**
 * How far a Sinkhorn result may be from the optimum: the entropic objective of its plan, rounded to the marginals, minus
 * the dual objective of its potentials. Weak duality makes it >= 0; it is 0 at the optimum (Peyré and Cuturi,
 * "Computational Optimal Transport", 2019, section 4.4). `epsilon` is the one that the plan was computed for.
 */
export function dualityGap(problem: LinearProblem, result: TransportResultWithPotentials, epsilon: number): number {
  const { a, b } = problem;
  const plan = roundToMarginals(result.plan, a, b);
  const primal = innerProduct(plan, problem.cost) + epsilon * planDivergence(plan, problem);
  const dual = dot(result.f, a) + dot(result.g, b) - epsilon * excessMass(problem, result, epsilon);
  return primal - dual;
}

/**
 * The same for unbalanced transport with marginal price `relaxation` = rho. Any non-negative plan is feasible there, so
 * nothing is rounded (Chizat et al. 2018, section 3).
 */
export function unbalancedDualityGap(
  problem: LinearProblem,
  result: TransportResultWithPotentials,
  epsilon: number,
  relaxation: number,
): number {
  const { a, b, cost } = problem;
  const { plan, f, g } = result;
  const primal =
    innerProduct(plan, cost) +
    epsilon * planDivergence(plan, problem) +
    relaxation * (divergence(rowSums(plan), a) + divergence(columnSums(plan), b));
  const dual =
    -relaxation * (relaxedExcess(a, f, relaxation) + relaxedExcess(b, g, relaxation)) -
    epsilon * excessMass(problem, result, epsilon);
  return primal - dual;
}

/** KL(T | a b^T). */
function planDivergence(plan: Matrix, { a, b }: LinearProblem): number {
  return divergence(plan.values, outerProduct(a, b).values);
}

/** KL(x | y) = sum x log(x / y) - x + y for measures x and y of any mass, with 0 log 0 = 0. */
function divergence(x: Float64Array, y: Float64Array): number {
  return x.reduce((total, value, k) => total + (value > 0 ? value * Math.log(value / y[k]!) : 0) - value + y[k]!, 0);
}

/** The mass of the potentials' plan minus that of a b^T. */
function excessMass(problem: LinearProblem, { f, g }: TransportResultWithPotentials, epsilon: number): number {
  const { a, b } = problem;
  return sum(gibbsPlan(problem, f, g, epsilon).values) - sum(a) * sum(b);
}

/** <marginal, exp(-potential / rho) - 1>. */
function relaxedExcess(marginal: Float64Array, potential: Float64Array, relaxation: number): number {
  return marginal.reduce((total, mass, i) => total + mass * Math.expm1(-potential[i]! / relaxation), 0);
}

function dot(x: Float64Array, y: Float64Array): number {
  return x.reduce((total, value, i) => total + value * y[i]!, 0);
}
