export type {
  CodecSpec,
  CollectionSpec,
  CollectionState,
  CollectionStatistics,
  Precision,
  RecallEstimate,
  Snapshot,
  VectorSpace,
} from './port/collection.ts';
export type { ReplyRoom, Selection, VectorEngine } from './port/engine.ts';
export type { ComparisonOperator, Filter } from './port/filter.ts';
export type { Instant, Metadata, MetadataField, MetadataType, MetadataValue } from './port/metadata.ts';
export type {
  DeleteResult,
  Dtype,
  Matrix,
  NewPassage,
  PassageContent,
  Refusal,
  Spans,
  StoredPassage,
  UpsertResult,
} from './port/passage.ts';
export type { Hit, Query, SearchLimits, SearchResult } from './port/search.ts';
export { isCollectionName } from './embedded/catalog/check-spec.ts';
export { EmbeddedEngine } from './embedded/embedded-engine.ts';
export type { EmbeddedEngineOptions, EngineObserver } from './embedded/engine-options.ts';
