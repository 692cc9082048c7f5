import type { StudyResult } from '../study-result.ts';
import type { AnswerSentence } from './study-answer.ts';
import { counted, listed, percent } from './wording.ts';

/** How many runs of each arm came each share of the way to the teacher: counts, no test. */
export function describeTargets({ setup, analysis }: StudyResult): AnswerSentence[] {
  return setup.targets.flatMap((share): AnswerSentence[] => {
    const found = analysis.armConvergence.filter((ofArm) => ofArm.share === share);
    const arms = [...Map.groupBy(found, ({ arm }) => arm)].map(([arm, ofArm]) => {
      const runs = ofArm.reduce((sum, { runs }) => sum + runs, 0);
      const reached = ofArm.reduce((sum, { reached }) => sum + reached, 0);
      return { arm, runs, reached };
    });
    if (arms.length === 0) return [];
    const way = `${percent(share)} of the way from the start to the teacher`;
    const some = arms.filter(({ reached }) => reached > 0);
    const counts = some.map(({ arm, runs, reached }) => `${arm} in ${reached} of ${counted(runs, 'run')}`);
    const text =
      some.length === 0
        ? `No run came ${way}.`
        : `Runs that came ${way}: ${listed(counts)}${some.length < arms.length ? ', no other arm in any' : ''}.`;
    return [{ topic: 'speed', text, claims: false }];
  });
}
