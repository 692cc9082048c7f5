import type { RefusedPassage__Output, UpsertRequest } from '@optical/contracts/indexer';
import type { ServiceClient } from '@optical/grpc';
import { encodePassages } from './encode-passages.ts';
import type { EncodedPassage, EncodePassagesOptions } from './encode-passages.ts';
import type { TextRecord } from './record.ts';
import { RecordCount } from './record-count.ts';

export interface AddRecordsOptions extends EncodePassagesOptions {
  readonly collection: string;
  readonly spaceFingerprint: string;
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
  /** State of the collection. */
  readonly version: number;
}

/** Encodes records and writes their passages; both services are kept busy, and neither is sent more than it takes. */
export async function addRecords(
  { teacher, indexer }: { readonly teacher: ServiceClient<'teacher'>; readonly indexer: ServiceClient<'indexer'> },
  records: AsyncIterable<TextRecord>,
  options: AddRecordsOptions,
): Promise<AddProgress> {
  const { collection, spaceFingerprint, signal, onAcknowledged, onRefused } = options;
  const sent = new Map<number, readonly EncodedPassage[]>();
  const count = new RecordCount();
  let progress: AddProgress = { records: 0, inserted: 0, replaced: 0, refused: 0, version: 0 };

  async function* requests(): AsyncGenerator<UpsertRequest, void, undefined> {
    let sequence = 0;
    for await (const batch of encodePassages(teacher, records, options)) {
      sent.set(++sequence, batch);
      yield { collection, spaceFingerprint, sequence, passages: batch.map(({ passage }) => passage) };
    }
  }

  for await (const { sequence, inserted, replaced, refused, version } of indexer.upsert(requests(), { signal })) {
    for (const passage of sent.get(sequence)!) count.acknowledge(passage);
    sent.delete(sequence);
    refused.forEach(onRefused);
    progress = {
      records: count.complete,
      inserted: progress.inserted + inserted,
      replaced: progress.replaced + replaced,
      refused: progress.refused + refused.length,
      version: version!.version,
    };
    onAcknowledged(progress);
  }
  return progress;
}
