import { languageName, percent, variantName } from '@optical/evaluation';
import type { ArmConvergence, CostSummary, StudyResult } from '@optical/evaluation';
import { paragraph } from './report-document.ts';
import type { Section, Table, TableCell } from './report-document.ts';

/** What every arm spent to come a share of the way to the teacher. */
export function targetsSection({ setup, analysis }: StudyResult): Section {
  const found = analysis.armConvergence;
  const intro = paragraph(
    'What it takes to come a share of the way from the start to the teacher, over seeds: the median of Kaplan and Meier, ' +
      'below it how many runs got there and the restricted mean, the mean of the smaller of the cost and a horizon (h) that ' +
      'all arms of a language share. Runs that end before are censored, never dropped: a cost “> h” was not reached ' +
      'by half of the runs. Evaluation is not counted as training.',
  );
  if (found.length === 0)
    return { id: 'targets', title: 'Costs to targets', blocks: [paragraph('Nothing to tell yet.')] };
  const rows = [
    ...Map.groupBy(found, (ofArm) => JSON.stringify([ofArm.language, ofArm.arm, variantName(ofArm)])).values(),
  ];
  const varied = new Set(found.map(variantName)).size > 1;
  const table = (cost: 'steps' | 'pairs' | 'seconds'): Table => ({
    kind: 'table',
    caption: `Training ${cost} to target`,
    columns: [
      ...['language', 'arm', ...(varied ? ['bitext'] : [])].map((title) => ({ title })),
      ...setup.targets.map((share) => ({ title: percent(share), numeric: true })),
    ],
    rows: rows
      .toSorted((a, b) => setup.languages.indexOf(a[0]!.language) - setup.languages.indexOf(b[0]!.language))
      .map((ofArm) => {
        const { language, arm } = ofArm[0]!;
        const cells = setup.targets.map((share) => {
          const ofTarget = ofArm.find((candidate) => candidate.share === share);
          return ofTarget === undefined ? '—' : costCell(ofTarget, ofTarget[cost]);
        });
        return [languageName(language), arm, ...(varied ? [variantName(ofArm[0]!)] : []), ...cells];
      }),
  });
  const others = (['seconds', 'pairs'] as const).map((cost) => {
    return { kind: 'details' as const, summary: `Training ${cost} to target`, blocks: [table(cost)] };
  });
  return { id: 'targets', title: 'Costs to targets', blocks: [intro, table('steps'), ...others] };
}

function costCell({ runs, reached }: ArmConvergence, { median, restrictedMean, horizon }: CostSummary): TableCell {
  if (reached === 0) return { text: `> ${amount(horizon)}`, note: `censored, 0 of ${runs}` };
  const text = median === undefined ? `> ${amount(horizon)}` : amount(median);
  return { text, note: `${reached} of ${runs}; mean ${amount(restrictedMean)} (h ${amount(horizon)})` };
}

const amount = (value: number): string =>
  value < 100 ? String(Number(value.toPrecision(2))) : Math.round(value).toLocaleString('en');
