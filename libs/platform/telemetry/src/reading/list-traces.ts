import { readSpans } from './read-spans.ts';
import type { RecordedSpan } from './recorded-span.ts';

/** A trace in a line. */
export interface TraceSummary {
  readonly traceId: string;
  /** The span without a parent, or the earliest one if that has not ended yet or has rotated away. */
  readonly root: Pick<RecordedSpan, 'name' | 'service' | 'spanId'>;
  readonly complete: boolean;
  /** Milliseconds since the epoch of the earliest start. */
  readonly startMs: number;
  /** From the earliest start to the latest end, in milliseconds. */
  readonly durationMs: number;
  /** Stems of the services that took part, sorted. */
  readonly services: readonly string[];
  readonly spanCount: number;
  /** Whether any span has the status error. */
  readonly failed: boolean;
}

export interface ListTracesOptions {
  /** At most so many traces. */
  readonly limit?: number;
  /** How far back to look: bytes at the end of what each process has written. Older traces may lack spans. */
  readonly lastBytes?: number;
}

interface Group {
  root: RecordedSpan;
  endMs: number;
  startMs: number;
  services: Set<string>;
  spanCount: number;
  failed: boolean;
}

/** The newest traces first. Keeps one summary per trace in memory, no spans. */
export async function listTraces(folder: string, options: ListTracesOptions = {}): Promise<TraceSummary[]> {
  const { limit = 20, lastBytes = 4_194_304 } = options;
  const groups = new Map<string, Group>();
  for await (const span of readSpans(folder, { lastBytes })) {
    const group = groups.get(span.traceId);
    if (group === undefined) groups.set(span.traceId, newGroup(span));
    else addSpan(group, span);
  }
  return [...groups]
    .map(([traceId, group]) => summarise(traceId, group))
    .sort((a, b) => b.startMs - a.startMs)
    .slice(0, limit);
}

function newGroup(span: RecordedSpan): Group {
  const { startMs, durationMs, service, status } = span;
  return {
    root: span,
    startMs,
    endMs: startMs + durationMs,
    services: new Set([service]),
    spanCount: 1,
    failed: status === 'error',
  };
}

function addSpan(group: Group, span: RecordedSpan): void {
  if (isNearerToRoot(span, group.root)) group.root = span;
  group.startMs = Math.min(group.startMs, span.startMs);
  group.endMs = Math.max(group.endMs, span.startMs + span.durationMs);
  group.services.add(span.service);
  group.spanCount += 1;
  group.failed ||= span.status === 'error';
}

function isNearerToRoot(span: RecordedSpan, other: RecordedSpan): boolean {
  if (other.parentSpanId === undefined) return false;
  return span.parentSpanId === undefined || span.startMs < other.startMs;
}

function summarise(traceId: string, group: Group): TraceSummary {
  const { root, startMs, endMs, services, spanCount, failed } = group;
  return {
    traceId,
    root: { name: root.name, service: root.service, spanId: root.spanId },
    complete: root.parentSpanId === undefined,
    startMs,
    durationMs: endMs - startMs,
    services: [...services].sort(),
    spanCount,
    failed,
  };
}
