import { parseLine } from './parse-line.ts';
import type { RecordedSpan } from './recorded-span.ts';
import { findTraceFiles, readLines } from './trace-files.ts';

export interface ReadSpansOptions {
  /** Only the spans of this trace. */
  readonly traceId?: string;
  /** Only so many bytes at the end of what each process has written; all by default. */
  readonly lastBytes?: number;
}

/**
 * Streams the spans of the local trace files, process by process, in the order in which they ended. Lines that are
 * torn or still being written are skipped. Safe beside writers; files that rotate away meanwhile are skipped too.
 */
export async function* readSpans(folder: string, options: ReadSpansOptions = {}): AsyncGenerator<RecordedSpan> {
  const { traceId, lastBytes } = options;
  for (const file of await findTraceFiles(folder, lastBytes)) {
    for await (const line of readLines(file)) {
      // Most lines hold other traces: looking for the id is far cheaper than parsing.
      if (traceId !== undefined && !line.includes(traceId)) continue;
      for (const span of parseLine(line)) {
        if (traceId === undefined || span.traceId === traceId) yield span;
      }
    }
  }
}
