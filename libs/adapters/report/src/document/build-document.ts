import { answerStudy, datasetName, languageName, listed } from '@optical/evaluation';
import type { StudyResult } from '@optical/evaluation';
import { answerSection } from './answer-section.ts';
import { comparisonsSection } from './comparisons-section.ts';
import { convergenceSection } from './convergence-section.ts';
import { costSection } from './cost-section.ts';
import { coverageSection } from './coverage-section.ts';
import { integritySection } from './integrity-section.ts';
import type { ReportDocument } from './report-document.ts';
import { resourcesSection } from './resources-section.ts';
import { scoresSection } from './scores-section.ts';
import { setupSection } from './setup-section.ts';
import { targetsSection } from './targets-section.ts';

/** The whole report of a study, as far as it has come. */
export function buildDocument(study: StudyResult): ReportDocument {
  const answer = answerStudy(study);
  const { setup } = study;
  const languages = listed(setup.languages.map(languageName));
  return {
    title: study.displayName === '' ? `Study ${study.id}` : study.displayName,
    subtitle: `${datasetName(setup.tracks[0]!.dataset)}, ${languages}; study ${study.id}, ${study.state}`,
    question: answer.question,
    sections: [
      answerSection(answer),
      scoresSection(study),
      convergenceSection(study),
      targetsSection(study),
      costSection(study),
      resourcesSection(study),
      coverageSection(study),
      integritySection(study),
      comparisonsSection(study),
      setupSection(study),
    ],
  };
}
