export { createRetrieverClient, retrieverClient } from './create-retriever-client.ts';
export type { RetrieverClient, RetrieverClientOptions } from './create-retriever-client.ts';
export type { ExplainOptions, Explanation, TextToken, TokenAlignment, TranslationPlan } from './explanation.ts';
export * as filters from './filters.ts';
export type { Filter } from './filters.ts';
export { metadataMessage, plainValue } from './metadata-value.ts';
export type { Metadata, MetadataValue } from './metadata-value.ts';
export type { SearchOptions, SearchQuery } from './search-request.ts';
export type { BatchOutcome, Hit, SearchResult, StreamOutcome } from './search-result.ts';
