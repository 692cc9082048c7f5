import type * as common from '@optical/contracts/common';
import type * as indexer from '@optical/contracts/indexer';
import type * as retriever from '@optical/contracts/retriever';
import { OpticalError } from '@optical/errors';
import { kindOf } from '@optical/grpc';
import { plainMetadata } from './metadata-value.ts';
import type { Metadata } from './metadata-value.ts';

/** A found passage. */
export interface Hit {
  readonly id: string;
  readonly documentId: string;
  /** MaxSim: sum over query tokens of the largest dot product with a token of the passage. */
  readonly score: number;
  /** BCP 47. */
  readonly language: string;
  readonly text: string;
  readonly metadata: Metadata;
}

/** What a search found. */
export interface SearchResult {
  /** Best first. */
  readonly hits: readonly Hit[];
  /** Whether the deadline cut re-ranking short, so that better passages may be missing. */
  readonly partial: boolean;
  /** Language the query was taken to be in, BCP 47. */
  readonly language: string;
  /** Certainty of the detection, 0 to 1; undefined when the language was given. */
  readonly languageConfidence: number | undefined;
  /** Milliseconds of each stage. */
  readonly timings: common.StageTimings__Output;
  readonly counts: common.CandidateCounts__Output;
  readonly model: { readonly name: string; readonly digest: string };
  /** Collection that answered, aliases resolved, and its state. */
  readonly index: indexer.CollectionVersion__Output;
}

/** What came of one search of a batch. */
export type BatchOutcome = { readonly result: SearchResult } | { readonly error: OpticalError };

/** What came of one search of a stream; `index` counts the queries from 0. */
export type StreamOutcome = BatchOutcome & { readonly index: number };

export function toSearchResult(response: retriever.SearchResponse__Output): SearchResult {
  const { hits, partial, language, languageConfidence, timings, counts, model, index } = response;
  return {
    hits: hits.map(toHit),
    partial,
    language,
    languageConfidence,
    timings: timings!,
    counts: counts!,
    model: { name: model!.name, digest: model!.digest },
    index: index!,
  };
}

export function toOutcome({ response, error }: retriever.SearchResult__Output): BatchOutcome {
  if (response) return { result: toSearchResult(response) };
  const { code = 13, message = 'the service did not say what came of this search', retryAfterMs = 0 } = error ?? {};
  return { error: new OpticalError(kindOf(code), message, retryAfterMs > 0 ? { retryAfterMs } : {}) };
}

function toHit({ id, documentId, score, language, text, metadata }: indexer.SearchHit__Output): Hit {
  return { id, documentId, score, language, text, metadata: plainMetadata(metadata) };
}
