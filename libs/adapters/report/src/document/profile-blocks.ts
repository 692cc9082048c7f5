import { percent } from '@optical/evaluation';
import type { StudyResult } from '@optical/evaluation';
import { armStyles } from '../plots/arm-styles.ts';
import { profilePlot } from '../plots/profile-plot.ts';
import type { Block } from './report-document.ts';

/** Performance profiles over steps, one plot per target that any arm reaches. */
export function profileBlocks({ setup, analysis }: StudyResult): Block[] {
  const styles = armStyles(setup);
  const profiles = analysis.profiles.filter(({ cost, values }) => cost === 'steps' && values.flat().some((v) => v > 0));
  if (profiles.length === 0) return [];
  const plots = profiles.map((profile) => {
    const title = `${percent(profile.share)} of the way`;
    return { title, spec: profilePlot(profile, styles, title) };
  });
  const caption =
    'Performance profiles: share of the runs (language, setting, budget, seed) in which an arm came that far towards the ' +
    `teacher with at most so many times the steps of the fastest arm. ${profiles[0]!.problems} runs that every arm has.`;
  const arms = new Set(profiles.flatMap((profile) => profile.arms));
  return [{ kind: 'plots', caption, legend: [...styles.values()].filter(({ label }) => arms.has(label)), plots }];
}
