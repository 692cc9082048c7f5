export { listTraces } from './list-traces.ts';
export type { ListTracesOptions, TraceSummary } from './list-traces.ts';
export { readSpans } from './read-spans.ts';
export type { ReadSpansOptions } from './read-spans.ts';
export type { RecordedAttributes, RecordedSpan, RecordedValue } from './recorded-span.ts';
