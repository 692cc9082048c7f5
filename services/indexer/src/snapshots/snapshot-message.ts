import { timestampFromDate } from '@optical/contracts';
import type { Artifact } from '@optical/artifacts';
import type { CollectionSnapshot } from '@optical/contracts/indexer';
import type { SnapshotMetadata } from './snapshot-kind.ts';

export function writeSnapshot({ version, metadata, manifest }: Artifact<SnapshotMetadata>): CollectionSnapshot {
  return {
    version: { name: version.name, digest: version.digest, createTime: timestampFromDate(version.createTime) },
    collection: { collection: metadata.collection, version: metadata.version },
    passages: metadata.passages,
    bytes: manifest.files.reduce((sum, { size }) => sum + size, 0),
  };
}
