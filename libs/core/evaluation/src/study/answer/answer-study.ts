import type { StudyResult } from '../study-result.ts';
import { describeConditions } from './describe-conditions.ts';
import { describeLimits } from './describe-limits.ts';
import { describeReferences } from './describe-references.ts';
import { describeRivals } from './describe-rivals.ts';
import { describeTargets } from './describe-targets.ts';
import type { StudyAnswer } from './study-answer.ts';
import { summarizeRivals } from './summarize-rivals.ts';
import { datasetName, studyMetricName } from './wording.ts';

/**
 * The question of a study and its answer. A difference is claimed only where the corrected test shows it; everything
 * else reads "no difference shown".
 */
export function answerStudy(study: StudyResult): StudyAnswer {
  const metric = studyMetricName(study.setup.metrics[0]!);
  const dataset = datasetName(study.setup.tracks[0]!.dataset);
  return {
    question:
      `What does distillation by optimal transport do to the final ${metric} on ${dataset} and to the speed at which a ` +
      'student gets there, above all in low-resource languages?',
    sentences: [
      ...summarizeRivals(study, 'final', `final ${metric}`),
      ...summarizeRivals(study, 'area', `mean ${metric} over log(steps)`),
      ...describeConditions(study),
      ...describeRivals(study, 'final', metric),
      ...describeRivals(study, 'area', metric),
      ...describeTargets(study),
      ...describeReferences(study),
      ...describeLimits(study),
    ],
  };
}
