import { compareArms } from './compare-arms.ts';
import { groupCells } from './final-scores.ts';
import type { StudyFindings } from './final-scores.ts';
import { measureConvergence } from './measure-convergence.ts';
import { profileArms } from './profile-arms.ts';
import type { StudyAnalysis } from './study-analysis.ts';
import { summarizeArms } from './summarize-arms.ts';
import { summarizeConvergence } from './summarize-convergence.ts';

/**
 * Everything that follows from the cells that are done; the same findings give the same analysis. Takes tens of
 * milliseconds per comparison of 1,000 queries, minutes for thousands, so call it where it holds nobody up.
 */
export function analyzeStudy(study: StudyFindings): StudyAnalysis {
  const groups = groupCells(study.cells);
  const convergence = measureConvergence(study, groups);
  return {
    summaries: summarizeArms(study, groups),
    comparisons: compareArms(study, groups),
    convergence,
    armConvergence: summarizeConvergence(groups, convergence),
    profiles: profileArms(study, groups, convergence),
  };
}
