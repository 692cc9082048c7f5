export { assign } from './assignment/assign.ts';
export type { Assignment, Masks } from './assignment/assign.ts';
export { annealedEpsilon, constantEpsilon } from './epsilon-schedule.ts';
export type { AnnealedEpsilonOptions, EpsilonSchedule } from './epsilon-schedule.ts';
export { inverseDocumentFrequency } from './inverse-document-frequency.ts';
export type { ProximalOptions } from './proximal-options.ts';
export * as reference from './reference/index.ts';
