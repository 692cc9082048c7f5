import { invalidArgument, OpticalError } from '@optical/errors';
import type { ServiceHandlers } from '@optical/grpc';
import { toItemError } from '@optical/grpc';
import type { Passage__Output, UpsertRequest__Output, UpsertResponse } from '@optical/contracts/indexer';
import type { NewPassage, Refusal, VectorEngine } from '@optical/vector-store';
import { readMetadata } from '../messages/metadata.ts';
import { requireSpace } from '../messages/space.ts';
import { readMatrix } from '../messages/tensor.ts';
import type { IndexerMetrics } from '../telemetry.ts';

const largestBatch = 4096;

/**
 * Writes the batches of a stream one after the other; an acknowledged one survives a crash. An alias is refused as in all
 * calls that write: it may move while a stream is under way.
 */
export const upsert = (engine: VectorEngine, metrics: IndexerMetrics): ServiceHandlers<'indexer'>['upsert'] =>
  async function* (requests) {
    let target: { readonly collection: string; readonly spaceFingerprint: string } | undefined;
    let lastSequence = -1;
    for await (const request of requests) {
      target ??= { collection: request.collection, spaceFingerprint: request.spaceFingerprint };
      const { collection, spaceFingerprint } = target;
      // Each time: a collection of this name may have been made anew for other vectors.
      requireSpace(await engine.specOf(collection), spaceFingerprint);
      requireBatch(request, lastSequence);
      lastSequence = request.sequence;
      const reply = await writeBatch(engine, collection, request);
      metrics.passagesWritten.add((reply.inserted ?? 0) + (reply.replaced ?? 0));
      metrics.passagesRefused.add(reply.refused?.length ?? 0);
      yield reply;
    }
  };

function requireBatch({ sequence, passages }: UpsertRequest__Output, lastSequence: number): void {
  if (sequence <= lastSequence) {
    throw invalidArgument({ field: 'sequence', description: `${sequence} does not ascend from ${lastSequence}` });
  }
  if (passages.length >= 1 && passages.length <= largestBatch) return;
  throw invalidArgument({
    field: 'passages',
    description: `${passages.length} passages, from 1 to ${largestBatch} are allowed`,
  });
}

async function writeBatch(
  engine: VectorEngine,
  collection: string,
  { sequence, passages }: UpsertRequest__Output,
): Promise<UpsertResponse> {
  const read = passages.map(readPassage);
  const accepted = read.flatMap((passage, index) => (passage instanceof OpticalError ? [] : [{ passage, index }]));
  const result = await engine.upsert(
    collection,
    accepted.map(({ passage }) => passage),
  );
  const refused = [
    ...read.flatMap((error, index) =>
      error instanceof OpticalError ? [{ index, id: passages[index]!.id, error }] : [],
    ),
    ...result.refused.map((refusal) => ({ ...refusal, index: accepted[refusal.index]!.index })),
  ].sort((a, b) => a.index - b.index);
  const { inserted, replaced, version } = result;
  return { sequence, inserted, replaced, refused: refused.map(writeRefusal), version: { collection, version } };
}

/** @returns the passage, or why it is refused */
function readPassage(message: Passage__Output): NewPassage | OpticalError {
  const { id, documentId, language, text, metadata, vectors, spans } = message;
  try {
    return {
      id,
      documentId: documentId === '' ? id : documentId,
      language,
      text,
      metadata: readMetadata(metadata, 'metadata'),
      vectors: readMatrix(vectors, 'vectors'),
      spans: spans === null ? undefined : { starts: spans.starts, ends: spans.ends },
    };
  } catch (error) {
    if (error instanceof OpticalError) return error;
    throw error;
  }
}

function writeRefusal({ index, id, error }: Refusal) {
  return { index, id, error: toItemError(error) };
}
