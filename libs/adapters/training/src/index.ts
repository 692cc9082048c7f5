export type { DataReport, TrainingPlan, TrainingResult } from './plan/training-plan.ts';
export type * from './ports/resources.ts';
export type * from './run/training-event.ts';
export type * from './spec/training-spec.ts';
