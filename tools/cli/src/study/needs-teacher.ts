import type { StudySpec } from '@optical/contracts/evaluator';
import { defaultTeacher } from '../models/default-teacher.ts';

/** Presets whose teacher is the default one. */
const presets = new Set(['quick', 'standard', 'low-resource']);

/** Whether the teacher that a specification's preset builds on has to be there. */
export const needsTeacher = ({ preset = '', studentTemplate }: StudySpec): boolean =>
  presets.has(preset) && (studentTemplate?.student?.teacher ?? defaultTeacher) === defaultTeacher;
