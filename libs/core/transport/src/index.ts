/**
 * Optimal transport between the token vectors of sentence pairs, a batch at a time, as graphs for the training engine:
 * geometry (costs) → problem (marginals, masks) → solver → output.
 *
 *     const geometry = cosineGeometry(student, teacher);               // [batch, n, d] and [batch, m, d]
 *     const problem = linearProblem(geometry, maskedMarginals(studentMask), maskedMarginals(teacherMask));
 *     const { cost, residual, finite } = sinkhorn(problem, { schedule: constantEpsilon(0.1, 50) });
 *     const loss = reduceMean(cost);
 *
 * `reference` solves single problems in float64, without a runtime. The exact assignment is solved on the host; its plan
 * is fed to the graph.
 */
export { assign } from './assignment/assign.ts';
export type { Assignment, Masks } from './assignment/assign.ts';
export { assignmentPlans } from './assignment/assignment-plans.ts';
export type { AssignmentBatch, AssignmentPlans } from './assignment/assignment-plans.ts';
export { annealedEpsilon, constantEpsilon } from './epsilon-schedule.ts';
export type { AnnealedEpsilonOptions, EpsilonSchedule } from './epsilon-schedule.ts';
export { cosineGeometry } from './geometry/cosine-geometry.ts';
export type { CosineOptions } from './geometry/cosine-geometry.ts';
export { costGeometry } from './geometry/geometry.ts';
export type { Geometry } from './geometry/geometry.ts';
export { inverseDocumentFrequency } from './inverse-document-frequency.ts';
export { linearProblem } from './problem/linear-problem.ts';
export type { LinearProblem } from './problem/linear-problem.ts';
export { maskedMarginals, uniformMarginals, weightedMarginals } from './problem/marginals.ts';
export type { ProximalOptions } from './proximal-options.ts';
export * as reference from './reference/index.ts';
export { ipot } from './solver/ipot.ts';
export { largestKernelExponent } from './solver/kernel-domain-limit.ts';
export { sinkhorn } from './solver/sinkhorn.ts';
export type { SinkhornDomain, SinkhornOptions } from './solver/sinkhorn.ts';
export { transportOutput } from './solver/transport-output.ts';
export type { GradientOptions, SolvedPlan, TransportOutput } from './solver/transport-output.ts';
export { unbalancedSinkhorn } from './solver/unbalanced-sinkhorn.ts';
export type { UnbalancedSinkhornOptions } from './solver/unbalanced-sinkhorn.ts';
