import type { RecordedSpan } from '@optical/telemetry';

/** A span and how deep it lies below its root, in the order in which a waterfall shows it. */
export interface PlacedSpan {
  readonly span: RecordedSpan;
  readonly depth: number;
}

/**
 * Spans of one trace, parents before children, siblings by start. A span whose parent is not there (not flushed
 * yet, or another system's) counts as a root.
 */
export function placeSpans(spans: readonly RecordedSpan[]): PlacedSpan[] {
  const ids = new Set(spans.map(({ spanId }) => spanId));
  const byParent = Map.groupBy(
    spans.toSorted((a, b) => a.startMs - b.startMs),
    ({ parentSpanId }) => (parentSpanId !== undefined && ids.has(parentSpanId) ? parentSpanId : undefined),
  );
  const place = (parent: string | undefined, depth: number): PlacedSpan[] =>
    (byParent.get(parent) ?? []).flatMap((span) => [{ span, depth }, ...place(span.spanId, depth + 1)]);
  return place(undefined, 0);
}
