import type { StudyResult } from '@optical/evaluation';
import { paragraph } from './report-document.ts';
import type { Block, Section } from './report-document.ts';

/** Leak checks, alarms, and cells without a result. */
export function integritySection({ leakChecks, cells }: StudyResult): Section {
  const alarms = cells.flatMap(({ id, alarms }) =>
    alarms.map(({ kind, action, value, threshold, step }) => {
      return [
        id,
        kind,
        action === 'stop' ? 'stopped the job' : 'marked the job',
        number(value),
        number(threshold),
        String(step),
      ];
    }),
  );
  const missing = cells
    .filter(({ state }) => state !== 'done')
    .map(({ id, state, statusMessage }) => [id, state, statusMessage]);
  const blocks: Block[] = [
    leakChecks.length === 0
      ? paragraph('Leaks were not checked yet.')
      : {
          kind: 'table',
          caption: 'Leak checks: training and evaluation data are apart',
          columns: [{ title: 'check' }, { title: 'result' }, { title: 'found' }],
          rows: leakChecks.map(({ what, passed, unknown, detail }) => [
            what,
            !passed ? 'FAILED' : unknown === true ? 'unknown' : 'passed',
            detail,
          ]),
        },
    alarms.length === 0
      ? paragraph('No cell raised an alarm.')
      : {
          kind: 'table',
          caption: 'Alarms',
          columns: [
            ...['cell', 'alarm', 'action'].map((title) => ({ title })),
            ...['value', 'threshold', 'step'].map((title) => ({ title, numeric: true })),
          ],
          rows: alarms,
        },
    missing.length === 0
      ? paragraph('Every cell has a result.')
      : {
          kind: 'table',
          caption: 'Cells without a result',
          columns: [{ title: 'cell' }, { title: 'state' }, { title: 'why' }],
          rows: missing,
        },
  ];
  return { id: 'integrity', title: 'Leaks, alarms, missing cells', blocks };
}

const number = (value: number): string => String(Number(value.toPrecision(4)));
