import { renderTable } from '../output/print.ts';
import { ownAliases, shortDigest } from './model-view.ts';
import type { ModelView } from './model-view.ts';

export function renderModels(models: readonly ModelView[]): string {
  const rows = models.map((model) => [
    model.name,
    shortDigest(model.digest),
    ownAliases(model).join(' '),
    model.kind,
    model.languages.join(' '),
    shapeOf(model),
    model.createTime ?? '',
    model.loaded ? 'loaded' : '',
  ]);
  return renderTable(['model', 'digest', 'alias', 'kind', 'languages', 'shape', 'registered', ''], rows);
}

/** Everything about one model, a line each. */
export function renderModel(model: ModelView): string {
  const { architecture: shape, space, lineage, vocabulary } = model;
  const version = (reference: { name: string; digest: string } | undefined) =>
    reference === undefined ? '' : `${reference.name}@${shortDigest(reference.digest)}`;
  const rows: [string, string][] = [
    ['model', model.name],
    ['digest', model.digest],
    ['aliases', ownAliases(model).join(' ')],
    ['kind', model.kind],
    ['languages', model.languages.join(' ')],
    ['registered', model.createTime ?? ''],
    ['in memory', model.loaded ? 'yes' : 'no'],
    ['architecture', `${shape?.family ?? ''} ${shapeOf(model)}, vocabulary ${shape?.vocabularySize ?? 0}`],
    [
      'tokens',
      `queries ${shape?.queryTokens ?? 0}, passages ${shape?.passageTokens ?? 0}, at most ${shape?.maxTokens ?? 0}`,
    ],
    ['[MASK]', shape?.queryAugmentation ? 'queries are filled up' : 'none'],
    ['space', `${space?.dims ?? 0} dims, ${space?.fingerprint ?? ''}`],
    ['vocabulary', version(vocabulary)],
    ['teacher', version(lineage.teacher)],
    ['initial model', version(lineage.initialModel)],
    ['data', lineage.datasets.map(version).join(' ')],
    ['job', lineage.jobId ? `${lineage.jobId}, step ${lineage.step ?? 0}, seed ${lineage.seed ?? 0}` : ''],
    ['made by', lineage.codeVersion ?? ''],
  ];
  return rows
    .filter(([, value]) => value !== '')
    .map(([label, value]) => `${label.padEnd(14)}${value}`)
    .join('\n');
}

function shapeOf({ architecture: shape }: ModelView): string {
  if (shape === null) return '';
  return `${shape.layers} x ${shape.hiddenSize}, ${(shape.parameters / 1e6).toFixed(1)} M`;
}
