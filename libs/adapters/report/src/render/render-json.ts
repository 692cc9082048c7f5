import { answerStudy } from '@optical/evaluation';
import type { StudyResult } from '@optical/evaluation';

/** Every figure of the study, and the answer's sentences. `format` rises when fields change their meaning. */
export function renderJson(study: StudyResult): string {
  return `${JSON.stringify({ format: 1, answer: answerStudy(study), study }, null, 2)}\n`;
}
