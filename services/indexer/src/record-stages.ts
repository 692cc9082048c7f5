import type { Telemetry } from '@optical/telemetry';
import type { SearchResult } from '@optical/vector-store';
import { indexerSpans } from './telemetry.ts';
import type { IndexerMetrics } from './telemetry.ts';

/** The stages of a search as spans and metrics of the times that the reply tells. */
export function recordStages(
  tracer: Telemetry['tracer'],
  metrics: IndexerMetrics,
  milliseconds: SearchResult['milliseconds'],
  counts: SearchResult['counts'],
  partial: boolean,
): void {
  const attributes = {
    'optical.indexer.eligible': counts.eligible,
    'optical.indexer.candidates': counts.candidates,
    'optical.indexer.reranked': counts.reranked,
    'optical.indexer.partial': partial,
  };
  const { queue, candidates, rerank } = milliseconds;
  let start = Date.now() - queue - candidates - rerank;
  for (const [stage, duration] of Object.entries({ queue, candidates, rerank })) {
    const span = indexerSpans[stage as keyof typeof milliseconds];
    tracer.startSpan(span.name, { startTime: start, attributes }).end(start + duration);
    start += duration;
    metrics.stageDuration.record(duration / 1000, { 'optical.indexer.stage': stage });
  }
  if (partial) metrics.partial.add(1);
}
