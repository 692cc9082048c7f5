import type { SearchRequest__Output } from '@optical/contracts/indexer';
import { invalidArgument } from '@optical/errors';
import type { ServiceHandlers } from '@optical/grpc';
import type { Telemetry } from '@optical/telemetry';
import type { Query, VectorEngine } from '@optical/vector-store';
import { readFilter } from '../messages/filter.ts';
import { writeMetadata } from '../messages/metadata.ts';
import { requireSpace } from '../messages/space.ts';
import { readMatrix } from '../messages/tensor.ts';
import { recordStages } from '../record-stages.ts';
import type { IndexerMetrics } from '../telemetry.ts';

const limits = { k: 1000, candidateBudget: 100_000 };
const defaultHits = 10;

export interface SearchOptions {
  readonly engine: VectorEngine;
  readonly metrics: IndexerMetrics;
  readonly tracer: Telemetry['tracer'];
  /** Candidate budget of requests that do not say. */
  readonly candidateBudget: number;
  /** Hits that take more bytes are refused before all of them are read. */
  readonly maxReplyBytes: number;
}

/** The best passages for a query's token vectors. */
export const search =
  ({ engine, metrics, tracer, candidateBudget, maxReplyBytes }: SearchOptions): ServiceHandlers<'indexer'>['search'] =>
  async (request, { deadline, signal }) => {
    const begun = performance.now();
    const query = { ...readQuery(request, candidateBudget), maximumBytes: maxReplyBytes };
    const spec = await engine.specOf(request.collection);
    requireSpace(spec, request.spaceFingerprint);
    const { name } = spec;
    const { hits, milliseconds, counts, partial, version } = await engine.search(name, query, { deadline, signal });
    recordStages(tracer, metrics, milliseconds, counts, partial);
    return {
      hits: hits.map((hit) => ({ ...hit, metadata: writeMetadata(hit.metadata) })),
      timings: {
        queueMs: milliseconds.queue,
        candidatesMs: milliseconds.candidates,
        rerankMs: milliseconds.rerank,
        totalMs: performance.now() - begun,
      },
      counts: { ...counts },
      partial,
      version: { collection: name, version },
    };
  };

function readQuery(request: SearchRequest__Output, preset: number): Query {
  const { queryVectors, k: wanted, candidateBudget: budget, filter, exact, groupByDocument, omitContent } = request;
  const k = wanted === 0 ? defaultHits : wanted;
  if (k > limits.k) throw invalidArgument({ field: 'k', description: `${k} is above the limit ${limits.k}` });
  if (budget > limits.candidateBudget) {
    const description = `${budget} is above the limit ${limits.candidateBudget}`;
    throw invalidArgument({ field: 'candidate_budget', description });
  }
  if (budget !== 0 && budget < k) {
    throw invalidArgument({ field: 'candidate_budget', description: `${budget} is below the number of hits ${k}` });
  }
  return {
    vectors: readMatrix(queryVectors, 'query_vectors'),
    k,
    candidateBudget: budget === 0 ? Math.max(k, preset) : budget,
    filter: filter === null ? undefined : readFilter(filter),
    exact,
    groupByDocument,
    omitContent,
  };
}
