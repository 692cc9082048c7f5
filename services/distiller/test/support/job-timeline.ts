import { readSpans } from '@optical/telemetry/reading';
import type { RecordedSpan } from '@optical/telemetry/reading';

/** The traces of one job, in the order of the links from each segment to the one before. */
export interface JobTimeline {
  /** Spans of each segment, first segment first. */
  readonly segments: readonly (readonly RecordedSpan[])[];
  /** Identifiers of traces of the job that the links do not lead to. */
  readonly unlinked: readonly string[];
  /** Whether every segment links to the trace of the submission. */
  readonly isSubmissionLinked: boolean;
}

/** Rebuilds the timeline of a job from the files of telemetry and links alone. @param submission trace id */
export async function rebuildTimeline(folder: string, jobId: string, submission: string): Promise<JobTimeline> {
  const byTrace = new Map<string, RecordedSpan[]>();
  for await (const span of readSpans(folder)) {
    if (span.attributes['optical.job.id'] !== jobId) continue;
    byTrace.set(span.traceId, [...(byTrace.get(span.traceId) ?? []), span]);
  }
  const linksOf = (spans: readonly RecordedSpan[]) => [
    ...new Set(spans.flatMap(({ links }) => links.map(({ traceId }) => traceId))),
  ];
  const followed = new Set([...byTrace.values()].flatMap((spans) => linksOf(spans)));
  const segments: (readonly RecordedSpan[])[] = [];
  let next = [...byTrace.keys()].filter((traceId) => !followed.has(traceId));
  const seen = new Set<string>();
  while (next.length > 0) {
    const [traceId, ...others] = next;
    next = others;
    if (seen.has(traceId!)) continue;
    seen.add(traceId!);
    const spans = byTrace.get(traceId!)!;
    segments.unshift(spans);
    next.push(...linksOf(spans).filter((linked) => byTrace.has(linked)));
  }
  return {
    segments,
    unlinked: [...byTrace.keys()].filter((traceId) => !seen.has(traceId)),
    isSubmissionLinked: [...byTrace.values()].every((spans) => linksOf(spans).includes(submission)),
  };
}

/** Steps that the spans of a timeline say were made, as a set. */
export function stepsOf({ segments }: JobTimeline): ReadonlySet<number> {
  const steps = new Set<number>();
  for (const { name, attributes } of segments.flat()) {
    if (name !== 'optical.distiller.steps') continue;
    const first = Number(attributes['optical.distiller.first_step']);
    for (let step = 1; step <= Number(attributes['optical.distiller.steps']); step += 1) steps.add(first + step);
  }
  return steps;
}
