import type { CollectionSpec, CollectionState, CollectionStatistics, RecallEstimate } from './collection.ts';
import type { Filter } from './filter.ts';
import type { DeleteResult, NewPassage, StoredPassage, UpsertResult } from './passage.ts';
import type { Query, SearchLimits, SearchResult } from './search.ts';

/** Which passages to delete: everything that one of the three names. */
export interface Selection {
  readonly ids: readonly string[];
  readonly documentIds: readonly string[];
  readonly filter: Filter | undefined;
}

/** What a reply has room for. */
export interface ReplyRoom {
  readonly bytes: number;
  /** Bytes of an element of a vector in the reply. */
  readonly elementBytes: number;
}

/**
 * What keeps and searches collections. How candidates are found is the engine's own affair: the embedded one probes
 * inverted lists of centroids; a distributed one may use an index of its own (such as MUVERA in Weaviate) and either
 * score the candidates itself or fetch their vectors. What holds for every engine is what a caller sees: MaxSim over all
 * token vectors, trec_eval's order, filters before candidates, writes that survive once they are acknowledged, and a
 * version that tells which state answered.
 *
 * Names in reading methods may be aliases. Methods throw OpticalError: `not-found`, `invalid-argument`,
 * `failed-precondition`, `exhausted`, `cancelled`, `deadline-exceeded`.
 */
export interface VectorEngine {
  /** Such as `embedded`. */
  readonly name: string;

  /** Safe to repeat with the same request id. */
  create(spec: CollectionSpec, requestId: string): Promise<CollectionState>;
  /** @returns whether it existed. Refused while an alias points to it. */
  remove(name: string): Promise<boolean>;
  /** Collections by name, those after `after`. */
  list(after: string, limit: number): Promise<readonly CollectionState[]>;
  find(nameOrAlias: string): Promise<CollectionState>;
  /** What the collection is, which never changes; cheap enough for every call. */
  specOf(nameOrAlias: string): Promise<CollectionSpec>;
  /** @returns where the alias pointed before; empty when nowhere */
  setAlias(alias: string, collection: string, expected: string | undefined): Promise<string>;

  upsert(collection: string, passages: readonly NewPassage[]): Promise<UpsertResult>;
  delete(collection: string, selection: Selection): Promise<DeleteResult>;
  /**
   * Passages in the order of the ids, undefined where there is none, and the version that answered. Refused as
   * `exhausted`, before more of them are read, when they take more than there is room for.
   * @param room without a limit when left out
   */
  get(
    collection: string,
    ids: readonly string[],
    withVectors: boolean,
    room?: ReplyRoom,
  ): Promise<{ readonly passages: readonly (StoredPassage | undefined)[]; readonly version: number }>;
  search(collection: string, query: Query, limits: SearchLimits): Promise<SearchResult>;
  statistics(collection: string): Promise<CollectionStatistics>;
  recall(collection: string): Promise<readonly RecallEstimate[]>;

  /** Writes a consistent copy of a collection into an empty folder. */
  export(collection: string, folder: string): Promise<{ readonly version: number; readonly passages: number }>;
  /**
   * Makes a collection from such a copy. Safe to repeat with the same request id.
   * @param request what tells this request, beside the name, from others with the same id, which are refused
   */
  import(folder: string, name: string, requestId: string, request: string): Promise<CollectionState>;

  close(): Promise<void>;
}
