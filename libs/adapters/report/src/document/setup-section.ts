import { datasetName, isTrained, percent, studyMetricName, variantName } from '@optical/evaluation';
import type { StudyResult } from '@optical/evaluation';
import type { Block, Section } from './report-document.ts';

/** Every setting, seed, version and hash. */
export function setupSection(study: StudyResult): Section {
  const { setup, machine } = study;
  const facts: [string, string][] = [
    ['study', study.id],
    ['preset', setup.preset === '' ? 'none' : setup.preset],
    ['state', `${study.state}${study.statusMessage === '' ? '' : `: ${study.statusMessage}`}`],
    ['created, started, ended', [study.createdAt, study.startedAt ?? '—', study.endedAt ?? '—'].join(', ')],
    ['planned seconds', study.plannedSeconds.toFixed(0)],
    ['trace', study.traceId],
    ['languages', setup.languages.join(', ')],
    ['seeds', setup.seeds.join(', ')],
    [
      'bitext budgets',
      setup.bitextBudgets.map((bitextBudget) => variantName({ setting: '', bitextBudget })).join('; '),
    ],
    ['settings', setup.settings.map((name) => (name === '' ? 'the template' : name)).join(', ')],
    ['learning rates tried', setup.learningRates.join(', ')],
    ['measures', setup.metrics.map(studyMetricName).join(', ')],
    ['targets', setup.targets.map(percent).join(', ')],
    ['resampling', `${setup.resampling.resamples} resamples, seed ${setup.resampling.seed}`],
    ['confidence, correction', `${percent(setup.resampling.confidence)}, ${setup.correction}`],
    [
      'machine',
      `${machine.processor}, ${machine.cores} cores, ${gibibytes(machine.memory)}, training on ${machine.device}`,
    ],
    ...Object.entries(study.versions).map(([name, version]): [string, string] => [`version of ${name}`, version]),
  ];
  const blocks: Block[] = [
    table('Study', ['what', 'value'], facts),
    table(
      'Tracks',
      ['track', 'dataset', 'passages', 'languages', 'sha256'],
      setup.tracks.map(({ kind, dataset, digest, passages, languages }) => {
        return [kind, datasetName(dataset), String(passages), languages.join(', '), digest];
      }),
    ),
    table(
      'Arms',
      ['arm', 'objectives'],
      setup.arms.map((arm) => [arm.name, armText(arm)]),
    ),
    table(
      'Artifacts',
      ['role', 'name', 'sha256'],
      study.artifacts.map(({ role, name, digest }) => [role, name, digest]),
    ),
  ];
  if (study.learningRates.length > 0) {
    const rows = study.learningRates.map((choice) => {
      const tried = choice.tried.map(({ rate, heldOutLoss }) => `${rate}: ${heldOutLoss.toPrecision(4)}`).join('; ');
      return [choice.arm, choice.language, variantName(choice), tried, String(choice.chosen)];
    });
    blocks.push(table('Learning rates by held-out loss', ['arm', 'language', 'bitext', 'rate: loss', 'chosen'], rows));
  }
  blocks.push(
    { kind: 'details', summary: 'Cells', blocks: [cellTable(study)] },
    {
      kind: 'details',
      summary: 'Specification',
      blocks: [{ kind: 'code', text: JSON.stringify(setup.specification ?? null, null, 2) }],
    },
  );
  return { id: 'setup', title: 'Settings, seeds, versions, hashes', blocks };
}

function table(caption: string, titles: readonly string[], rows: readonly (readonly string[])[]): Block {
  return { kind: 'table', caption, columns: titles.map((title) => ({ title })), rows };
}

function armText(arm: StudyResult['setup']['arms'][number]): string {
  if (!isTrained(arm)) return `reference: ${arm.reference}`;
  return arm.objectives
    .map(({ objective, weight, settings }) => {
      const given = Object.keys(settings).length === 0 ? '' : ` ${JSON.stringify(settings)}`;
      return `${weight === 1 ? '' : `${weight} × `}${objective}${given}`;
    })
    .join(' + ');
}

function cellTable({ cells }: StudyResult): Block {
  const rows = cells.map((cell) => [
    cell.id,
    cell.state,
    String(cell.seed),
    cell.trainingPairs === undefined ? '—' : cell.trainingPairs.toLocaleString('en'),
    cell.learningRate === 0 ? '—' : String(cell.learningRate),
    cell.final === undefined ? '—' : String(cell.final.step),
    cell.jobId === '' ? '—' : cell.jobId,
    cell.final?.model?.digest ?? '—',
  ]);
  const titles = ['cell', 'state', 'seed', 'pairs', 'learning rate', 'final step', 'job', 'model’s sha256'];
  return table('Cells', titles, rows);
}

const gibibytes = (bytes: number): string => `${(bytes / 2 ** 30).toFixed(1)} GiB`;
