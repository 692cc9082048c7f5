import type { Passage } from '@optical/contracts/indexer';
import { invalidArgument } from '@optical/errors';
import type { ServiceHandlers } from '@optical/grpc';
import type { StoredPassage, VectorEngine } from '@optical/vector-store';
import { writeMetadata } from '../messages/metadata.ts';
import { writeMatrix } from '../messages/tensor.ts';

const mostIds = 1000;

/** Bytes of an element of a vector, where it is not a 4-byte float. */
const elementBytes: Readonly<Record<string, number>> = { DTYPE_F16: 2, DTYPE_I8: 1 };

/**
 * Passages by id.
 * @param maxReplyBytes passages that take more are refused before all of them are read
 */
export const getPassages =
  (engine: VectorEngine, maxReplyBytes: number): ServiceHandlers<'indexer'>['getPassages'] =>
  async ({ collection, ids, includeVectors, dtype }) => {
    if (ids.length < 1 || ids.length > mostIds) {
      throw invalidArgument({ field: 'ids', description: `${ids.length} ids, from 1 to ${mostIds} are allowed` });
    }
    const { name } = await engine.specOf(collection);
    const { passages, version } = await engine.get(name, ids, includeVectors, {
      bytes: maxReplyBytes,
      elementBytes: elementBytes[dtype] ?? 4,
    });
    const write = ({ vectors, spans, metadata, ...passage }: StoredPassage): Passage => ({
      ...passage,
      metadata: writeMetadata(metadata),
      vectors: vectors === undefined ? null : writeMatrix(vectors, dtype),
      spans: spans === undefined ? null : { starts: [...spans.starts], ends: [...spans.ends] },
    });
    return {
      passages: passages.filter((passage) => passage !== undefined).map(write),
      missingIds: ids.filter((_, index) => passages[index] === undefined),
      version: { collection: name, version },
    };
  };
