import type { CollectionVersion__Output, RefusedPassage__Output, UpsertRequest } from '@optical/contracts/indexer';
import type { ServiceClient } from '@optical/grpc';
import { encodePassages } from './encode-passages.ts';
import type { EncodedPassage, EncodePassagesOptions } from './encode-passages.ts';
import { EncodedBatches } from './encoded-batches.ts';
import type { TextRecord } from './record.ts';
import { RecordCount } from './record-count.ts';
import { stalePieces } from './stale-pieces.ts';
import { waitForRoom } from './wait-for-room.ts';

export interface AddClients {
  readonly teacher: Pick<ServiceClient<'teacher'>, 'encode'>;
  readonly indexer: Pick<ServiceClient<'indexer'>, 'upsert' | 'delete' | 'getPassages'>;
}

export interface AddRecordsOptions extends EncodePassagesOptions {
  readonly collection: string;
  readonly spaceFingerprint: string;
  /** Whether records may be there already, in other pieces. */
  readonly mayReplace: boolean;
  /** After every acknowledged batch. */
  readonly onAcknowledged: (progress: AddProgress) => void;
  readonly onRefused: (passage: RefusedPassage__Output) => void;
}

export interface AddProgress {
  /** Records from the first on whose passages are all acknowledged. */
  readonly records: number;
  readonly inserted: number;
  readonly replaced: number;
  readonly refused: number;
  /** Passages that records had before and have no more. */
  readonly removed: number;
  /** State of the collection. */
  readonly version: number;
}

/**
 * Encodes records and writes their passages; both services are kept busy, and neither is sent more than it takes. What is
 * refused for want of room is written when there is some: batches that are not acknowledged are sent again, in order.
 */
export async function addRecords(
  { teacher, indexer }: AddClients,
  records: AsyncIterable<TextRecord>,
  options: AddRecordsOptions,
): Promise<AddProgress> {
  const { collection, spaceFingerprint, mayReplace, signal, onAcknowledged, onRefused } = options;
  const batches = new EncodedBatches(encodePassages(teacher, records, options));
  const count = new RecordCount();
  let progress: AddProgress = { records: 0, inserted: 0, replaced: 0, refused: 0, removed: 0, version: 0 };

  async function* requests(): AsyncGenerator<UpsertRequest, void, undefined> {
    for await (const { sequence, passages } of batches.unacknowledged())
      yield { collection, spaceFingerprint, sequence, passages: passages.map(({ passage }) => passage) };
  }

  async function removeStale(batch: readonly EncodedPassage[], version: CollectionVersion__Output | null) {
    const written = batch
      .filter(({ isLast }) => isLast)
      .map(({ of: id, part: pieces, passage }) => ({ id, pieces, documentId: passage.documentId! }));
    const ids = await stalePieces(indexer, collection, written, signal);
    if (ids.length === 0) return { removed: 0, version };
    const { deleted, version: latest } = await indexer.delete({ collection, ids }, { signal });
    return { removed: deleted, version: latest };
  }

  await waitForRoom(async (goesOn) => {
    for await (const { sequence, inserted, replaced, refused, version } of indexer.upsert(requests(), { signal })) {
      goesOn();
      const batch = batches.acknowledge(sequence);
      const { removed, version: latest } = mayReplace
        ? await waitForRoom(() => removeStale(batch, version), options)
        : { removed: 0, version };
      for (const passage of batch) count.acknowledge(passage);
      refused.forEach(onRefused);
      progress = {
        records: count.complete,
        inserted: progress.inserted + inserted,
        replaced: progress.replaced + replaced,
        refused: progress.refused + refused.length,
        removed: progress.removed + removed,
        version: latest!.version,
      };
      onAcknowledged(progress);
    }
  }, options);
  return progress;
}
