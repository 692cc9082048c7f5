import { dateFromTimestamp } from '@optical/contracts';
import type { Study__Output, StudyCell__Output, StudyPlan__Output } from '@optical/contracts/evaluator';
import { formatDuration } from '../output/format.ts';
import { printJsonLine, renderTable } from '../output/print.ts';
import { shortName } from '../commands/job-output.ts';

export const studyState = (state: unknown): string => shortName('STUDY_STATE', state);
export const cellStateName = (state: unknown): string => shortName('CELL_STATE', state);

export function printStudies(studies: readonly Study__Output[], json: boolean): void {
  if (json) {
    studies.forEach(printJsonLine);
    return;
  }
  const rows = studies.map(({ id, state, spec, progress, createTime }) => [
    id,
    studyState(state),
    spec?.displayName ?? '',
    progress ? `${progress.doneCells}/${progress.totalCells}` : '',
    createTime ? dateFromTimestamp(createTime).toISOString() : '',
  ]);
  console.log(renderTable(['study', 'state', 'name', 'cells', 'created'], rows));
}

/** What a study is expected to take. */
export function describePlan({ cells, jobs, steps, ...seconds }: StudyPlan__Output): string {
  const time = (value: number): string => formatDuration(1_000 * value);
  return (
    `${cells} cells, ${jobs} jobs, ${steps} steps; about ${time(seconds.seconds)}: ` +
    `training ${time(seconds.trainingSeconds)}, passages ${time(seconds.indexingSeconds)}, evaluation ${time(seconds.evaluationSeconds)}`
  );
}

/** One study with the table of its results. */
export function printStudy(study: Study__Output, json: boolean): void {
  if (json) {
    printJsonLine(study);
    return;
  }
  const trace = study.traceId === '' ? '' : `  trace ${study.traceId}`;
  console.log(`study ${study.id}  ${studyState(study.state)}${trace}`);
  if (study.statusMessage !== '') console.log(study.statusMessage);
  const table = resultTable(study);
  if (table !== undefined) console.log(table);
  for (const { id, state, statusMessage } of study.cells)
    if (state === 'CELL_STATE_FAILED' || state === 'CELL_STATE_SKIPPED')
      console.log(`${id}: ${cellStateName(state)}, ${statusMessage}`);
}

/** Final values of the main metric on the main track: a row per arm, setting and budget, a column per language. */
function resultTable({ spec, cells }: Study__Output): string | undefined {
  const scored = cells.filter((cell) => finalValue(cell) !== undefined);
  const metric = spec?.metrics[0];
  if (scored.length === 0 || !metric) return undefined;
  const rows = new Map<string, Map<string, number[]>>();
  for (const cell of scored) {
    const name = [cell.arm, cell.setting, cell.bitextBudget === 0 ? '' : `${cell.bitextBudget} pairs`]
      .filter((part) => part !== '')
      .join(', ');
    const row = rows.get(name) ?? new Map<string, number[]>();
    row.set(cell.language, [...(row.get(cell.language) ?? []), finalValue(cell)!]);
    rows.set(name, row);
  }
  const languages = spec.languages;
  const cutoff = metric.cutoff === 0 ? '' : `@${metric.cutoff}`;
  const header = [`${shortName('METRIC_KIND', metric.kind)}${cutoff}`, ...languages];
  return renderTable(
    header,
    [...rows].map(([name, byLanguage]) => [name, ...languages.map((language) => meanText(byLanguage.get(language)))]),
  );
}

/** The mean over seeds, and their standard deviation where there are several. */
function meanText(values: readonly number[] | undefined): string {
  if (values === undefined) return '';
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  if (values.length === 1) return mean.toFixed(3);
  const deviation = Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (values.length - 1));
  return `${mean.toFixed(3)} ± ${deviation.toFixed(3)}`;
}

/** Of the last point of the curve, which is the final one. */
export function finalValue({ state, curve }: StudyCell__Output): number | undefined {
  return state === 'CELL_STATE_DONE' ? curve.at(-1)?.results[0]?.values[0]?.mean : undefined;
}
