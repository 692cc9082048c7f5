import type { ServiceClient } from '@optical/grpc';

/** A record whose passages are all written. */
export interface WrittenRecord {
  readonly id: string;
  /** Document of its passages. */
  readonly documentId: string;
  /** Passages it was cut into; 1 when it is whole. */
  readonly pieces: number;
}

/** Id of a piece of a record that was cut, from 1. */
export const pieceId = (id: string, piece: number): string => `${id}#${piece}`;

/** Pieces of a record that are looked for at a time, once one was found. */
const stride = 32;

/** Ids of one call, so that their texts fit into a reply. */
const idsPerCall = 250;

/**
 * Ids of passages that records had before, when they were longer or cut otherwise, and have no more: whole ones' pieces,
 * and of those in n pieces the whole and the pieces from n + 1 on. Pieces are numbered without gaps.
 */
export async function stalePieces(
  indexer: Pick<ServiceClient<'indexer'>, 'getPassages'>,
  collection: string,
  records: readonly WrittenRecord[],
  signal: AbortSignal,
): Promise<string[]> {
  const stale: string[] = [];
  const take = async (owners: ReadonlyMap<string, WrittenRecord>): Promise<ReadonlySet<string>> => {
    const there = await existing(indexer, collection, owners, signal);
    stale.push(...there);
    return there;
  };
  const wholes = records.filter(({ pieces }) => pieces > 1).map((record) => [record.id, record] as const);
  const firstPieces = records.map((record) => ({ record, next: record.pieces === 1 ? 1 : record.pieces + 1 }));
  const first = firstPieces.map(({ record, next }) => [pieceId(record.id, next), record] as const);
  const found = await take(new Map([...wholes, ...first]));
  let going = firstPieces
    .filter(({ record, next }) => found.has(pieceId(record.id, next)))
    .map(({ record, next }) => ({ record, next: next + 1 }));
  while (going.length > 0) {
    const asked = going.map(({ record, next }) => ({
      record,
      next: next + stride,
      ids: Array.from({ length: stride }, (_, place) => pieceId(record.id, next + place)),
    }));
    const there = await take(new Map(asked.flatMap(({ record, ids }) => ids.map((id) => [id, record] as const))));
    going = asked.filter(({ ids }) => ids.every((id) => there.has(id)));
  }
  return stale;
}

/** Those of the ids that are passages of their record's document: others may have such an id of their own. */
async function existing(
  indexer: Pick<ServiceClient<'indexer'>, 'getPassages'>,
  collection: string,
  owners: ReadonlyMap<string, WrittenRecord>,
  signal: AbortSignal,
): Promise<ReadonlySet<string>> {
  const ids = [...owners.keys()];
  const there = new Set<string>();
  for (let start = 0; start < ids.length; start += idsPerCall) {
    const request = { collection, ids: ids.slice(start, start + idsPerCall) };
    const { passages } = await indexer.getPassages(request, { signal });
    for (const { id, documentId } of passages) if (documentId === owners.get(id)!.documentId) there.add(id);
  }
  return there;
}
