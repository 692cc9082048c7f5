import { dateFromTimestamp } from '@optical/contracts';
import type { Collection__Output, DescribeCollectionResponse__Output } from '@optical/contracts/indexer';
import { renderTable } from '../output/print.ts';
import { formatCount } from '../progress/render-progress.ts';
import { fieldTypeName } from './fields.ts';
import { precisionName } from './precision.ts';

export function renderCollections(collections: readonly Collection__Output[]): string {
  const rows = collections.map(({ spec, version, aliases, statistics }) => [
    spec!.name,
    aliases.join(' '),
    formatCount(statistics!.passages),
    formatCount(statistics!.tokens),
    `${formatCount(bytesOf(statistics!))}B`,
    String(version!.version),
    `${spec!.encoder!.name}@${spec!.encoder!.digest.slice(0, 12)}`,
  ]);
  return renderTable(['collection', 'aliases', 'passages', 'tokens', 'size', 'version', 'encoder'], rows);
}

/** Everything about one collection, a line each. */
export function renderCollection({ collection, recall, snapshots }: DescribeCollectionResponse__Output): string {
  const { spec, version, createTime, updateTime, aliases, statistics } = collection!;
  const { passages, documents, tokens, vectorBytes, indexBytes, textBytes, originalBytes, centroids } = statistics!;
  const rows: [string, string][] = [
    ['collection', spec!.name],
    ['description', spec!.description],
    ['aliases', aliases.join(' ')],
    ['version', String(version!.version)],
    ['created', createTime ? dateFromTimestamp(createTime).toISOString() : ''],
    ['updated', updateTime ? dateFromTimestamp(updateTime).toISOString() : ''],
    ['encoder', `${spec!.encoder!.name}@${spec!.encoder!.digest}`],
    ['space', `${spec!.space!.dims} dims, ${spec!.space!.fingerprint}`],
    ['stored as', `${precisionName(spec!.codec?.precision)}, seed ${spec!.codec?.seed ?? 0}`],
    ['centroids', centroids === 0 ? 'none: every passage is scored' : String(centroids)],
    ['passages', `${passages} of ${documents} documents, ${tokens} token vectors`],
    ['languages', languagesOf(statistics!.passagesByLanguage)],
    ['in memory', `codes ${vectorBytes} bytes, candidate index ${indexBytes} bytes`],
    ['on disk', `vectors as they came ${originalBytes} bytes, text and metadata ${textBytes} bytes, and the above`],
    [
      'fields',
      spec!.fields
        .map(({ name, type, filterable }) => `${name}:${fieldTypeName(type)}${filterable ? '' : ':stored'}`)
        .join(' '),
    ],
    ...recall.map(({ k, candidateBudget, recall: share, queries }): [string, string] => [
      `recall@${k}`,
      `${share.toFixed(4)} with ${candidateBudget} candidates, ${queries} searches`,
    ]),
    ...snapshots.map(({ version: of, collection: state, passages: count }): [string, string] => [
      'snapshot',
      `${of!.name}@${of!.digest.slice(0, 12)}, version ${state!.version}, ${count} passages`,
    ]),
  ];
  return rows
    .filter(([, value]) => value !== '')
    .map(([label, value]) => `${label.padEnd(14)}${value}`)
    .join('\n');
}

function languagesOf(counts: Readonly<Record<string, number>>): string {
  return Object.entries(counts)
    .sort(([, a], [, b]) => b - a)
    .map(([language, count]) => `${language} ${count}`)
    .join(', ');
}

function bytesOf(statistics: NonNullable<Collection__Output['statistics']>): number {
  const { vectorBytes, indexBytes, textBytes, originalBytes } = statistics;
  return vectorBytes + indexBytes + textBytes + originalBytes;
}
