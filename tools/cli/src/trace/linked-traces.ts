import type { RecordedSpan } from '@optical/telemetry/reading';

/** A trace that follows from another one. */
export interface LinkedTrace {
  readonly traceId: string;
  /** Its span without a parent, or its first one. */
  readonly root: RecordedSpan;
  /** Trace that it links to. */
  readonly from: string;
  /** Links between it and the first trace. */
  readonly depth: number;
}

/** The traces that link to a trace, those that link to these, and so on, by their beginning. */
export function linkedTraces(traceId: string, spans: readonly RecordedSpan[]): LinkedTrace[] {
  const byTrace = Map.groupBy(spans, (span) => span.traceId);
  const found = new Map<string, LinkedTrace>();
  let next = [traceId];
  for (let depth = 1; next.length > 0; depth++) {
    const reached = new Set(next);
    next = [];
    for (const [candidate, own] of byTrace) {
      if (candidate === traceId || found.has(candidate)) continue;
      const from = own.flatMap(({ links }) => links).find((link) => reached.has(link.traceId))?.traceId;
      if (from === undefined) continue;
      const root = own.find(({ parentSpanId }) => parentSpanId === undefined) ?? own[0]!;
      found.set(candidate, { traceId: candidate, root, from, depth });
      next.push(candidate);
    }
  }
  return [...found.values()].sort((a, b) => a.root.startMs - b.root.startMs);
}
