import type { StudyResult } from '../study-result.ts';
import type { AnswerSentence } from './study-answer.ts';
import { counted, listed, percent } from './wording.ts';

/** How many runs of each arm came each share of the way to the teacher: counts, no test. */
export function describeTargets({ setup, analysis }: StudyResult): AnswerSentence[] {
  const unreached: number[] = [];
  const texts = setup.targets.flatMap((share): string[] => {
    const found = analysis.armConvergence.filter((ofArm) => ofArm.share === share);
    const arms = [...Map.groupBy(found, ({ arm }) => arm)].map(([arm, ofArm]) => {
      const runs = ofArm.reduce((sum, { runs }) => sum + runs, 0);
      const reached = ofArm.reduce((sum, { reached }) => sum + reached, 0);
      return { arm, runs, reached };
    });
    const some = arms.filter(({ reached }) => reached > 0);
    if (arms.length > 0 && some.length === 0) unreached.push(share);
    if (some.length === 0) return [];
    const counts = some.map(({ arm, runs, reached }) => `${arm} in ${reached} of ${counted(runs, 'run')}`);
    const others = some.length < arms.length ? ', no other arm in any' : '';
    return [`Runs that came ${way([share])}: ${listed(counts)}${others}.`];
  });
  if (unreached.length > 0) texts.push(`No run came ${way(unreached)}.`);
  return texts.map((text) => ({ topic: 'speed', text, claims: false }));
}

const way = (shares: readonly number[]): string =>
  `${listed(shares.map(percent), 'or')} of the way from the start to the teacher`;
