import type { RecordedAttributes, RecordedSpan, RecordedValue } from './recorded-span.ts';

/** The parts of OTLP/JSON that are read. Source: https://github.com/open-telemetry/opentelemetry-proto */
interface OtlpValue {
  readonly stringValue?: string;
  readonly intValue?: number | string;
  readonly doubleValue?: number;
  readonly boolValue?: boolean;
  readonly arrayValue?: { readonly values?: readonly OtlpValue[] };
  readonly kvlistValue?: { readonly values?: readonly OtlpKeyValue[] };
}

interface OtlpKeyValue {
  readonly key: string;
  readonly value: OtlpValue;
}

interface OtlpSpan {
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId?: string;
  readonly name: string;
  readonly kind: number;
  readonly startTimeUnixNano: string;
  readonly endTimeUnixNano: string;
  readonly attributes?: readonly OtlpKeyValue[];
  readonly status?: { readonly code?: number };
  readonly events?: readonly {
    readonly name: string;
    readonly timeUnixNano: string;
    readonly attributes?: readonly OtlpKeyValue[];
  }[];
  readonly links?: readonly { readonly traceId: string; readonly spanId: string }[];
}

interface OtlpRequest {
  readonly resourceSpans?: readonly {
    readonly resource?: { readonly attributes?: readonly OtlpKeyValue[] };
    readonly scopeSpans?: readonly { readonly spans?: readonly OtlpSpan[] }[];
  }[];
}

const kinds = ['internal', 'internal', 'server', 'client', 'producer', 'consumer'] as const;
const statuses = ['unset', 'ok', 'error'] as const;

/** The spans of one line of a trace file; none if the line is torn or is something else. */
export function parseLine(line: string): RecordedSpan[] {
  try {
    const request = JSON.parse(line) as OtlpRequest;
    return (request.resourceSpans ?? []).flatMap(({ resource, scopeSpans = [] }) => {
      const attributes = toAttributes(resource?.attributes);
      const service = toText(attributes['service.name']);
      const instanceId = toText(attributes['service.instance.id']);
      return scopeSpans.flatMap(({ spans = [] }) => spans.map((span) => toSpan(span, service, instanceId)));
    });
  } catch {
    return [];
  }
}

function toSpan(span: OtlpSpan, service: string, instanceId: string): RecordedSpan {
  return {
    traceId: span.traceId,
    spanId: span.spanId,
    ...(span.parentSpanId !== undefined && span.parentSpanId !== '' && { parentSpanId: span.parentSpanId }),
    name: span.name,
    kind: kinds[span.kind] ?? 'internal',
    service,
    instanceId,
    startMs: toMs(BigInt(span.startTimeUnixNano)),
    durationMs: toMs(BigInt(span.endTimeUnixNano) - BigInt(span.startTimeUnixNano)),
    status: statuses[span.status?.code ?? 0] ?? 'unset',
    attributes: toAttributes(span.attributes),
    events: (span.events ?? []).map(({ name, timeUnixNano, attributes }) => ({
      name,
      timeMs: toMs(BigInt(timeUnixNano)),
      attributes: toAttributes(attributes),
    })),
    links: (span.links ?? []).map(({ traceId, spanId }) => ({ traceId, spanId })),
  };
}

/** Whole and broken milliseconds apart, because a double cannot hold today's nanoseconds. */
function toMs(nanoseconds: bigint): number {
  return Number(nanoseconds / 1_000_000n) + Number(nanoseconds % 1_000_000n) / 1e6;
}

function toText(value: RecordedValue | undefined): string {
  return typeof value === 'string' ? value : '';
}

function toAttributes(attributes: readonly OtlpKeyValue[] = []): RecordedAttributes {
  return Object.fromEntries(attributes.map(({ key, value }) => [key, toValue(value)]));
}

function toValue(value: OtlpValue): RecordedValue {
  if (value.intValue !== undefined) return Number(value.intValue);
  if (value.arrayValue !== undefined) return (value.arrayValue.values ?? []).map(toValue);
  if (value.kvlistValue !== undefined) return toAttributes(value.kvlistValue.values);
  return value.stringValue ?? value.doubleValue ?? value.boolValue ?? '';
}
