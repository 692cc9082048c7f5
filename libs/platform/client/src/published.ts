/** What programs outside this workspace get. */
export { OpticalError } from '@optical/errors';
export type { ErrorDetails, ErrorKind, FieldViolation, ResourceReference } from '@optical/errors';
export type { CallOptions } from './call-options.ts';
export { createRetrieverClient } from './create-retriever-client.ts';
export type { ClientTelemetry, RetrieverClientOptions } from './create-retriever-client.ts';
export type { ExplainOptions, Explanation, TextToken, TokenAlignment, TranslationPlan } from './explanation.ts';
export * as filters from './filters.ts';
export type { Filter } from './filters.ts';
export type { Metadata, MetadataValue } from './metadata-value.ts';
export type { CallLimits, RetrieverClient } from './retriever-client.ts';
export type { SearchOptions, SearchQuery } from './search-request.ts';
export type { BatchOutcome, Hit, SearchResult, StreamOutcome } from './search-result.ts';
