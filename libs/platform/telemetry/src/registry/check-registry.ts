import type { MetricDefinitions, SpanDefinitions } from './definitions.ts';

/** A service's registry file as a whole. */
export interface Registry {
  readonly stem: string;
  readonly spans?: SpanDefinitions;
  readonly metrics?: MetricDefinitions;
}

const segments = /^[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*)*$/;

/**
 * The case-sensitive UCUM units that telemetry uses: `1`, annotations such as `{token}`, and atoms with optional
 * prefix, combined by `.` and `/`. Source: https://ucum.org/ucum, https://opentelemetry.io/docs/specs/semconv/general/metrics/
 */
const atom = String.raw`(?:1|%|\{[a-z][a-z_ ]*\}|(?:[numkMGT]|[KMGT]i)?(?:s|By|bit|Hz|J|W)|min|h|d|Cel)`;
const unit = new RegExp(String.raw`^(?:${atom}(?:[./]${atom})*)$`);

/**
 * Everything that is wrong with a registry, as sentences; empty when it is fine. Each service tests its own.
 */
export function checkRegistry({ stem, spans = {}, metrics = {} }: Registry): string[] {
  const definitions = [...Object.values(spans), ...Object.values(metrics)];
  const prefix = `optical.${stem}.`;
  return [
    ...definitions
      .filter(({ name }) => !name.startsWith(prefix))
      .map(({ name }) => `${name} does not begin with ${prefix}`),
    ...definitions.filter(({ name }) => !segments.test(name)).map(({ name }) => `${name} is not dotted snake_case`),
    ...definitions
      .filter(({ description }) => !isSentence(description))
      .map(({ name }) => `${name} has no description that is a sentence`),
    ...duplicates(Object.values(spans).map(({ name }) => name)).map((name) => `two spans are named ${name}`),
    ...duplicates(Object.values(metrics).map(({ name }) => name)).map((name) => `two metrics are named ${name}`),
    ...Object.values(metrics)
      .filter((metric) => !unit.test(metric.unit))
      .map((metric) => `${metric.name} has the unit ${JSON.stringify(metric.unit)}, which is not UCUM`),
    ...Object.values(metrics)
      .filter(({ boundaries = [] }) => boundaries.some((bound, index) => bound <= boundaries[index - 1]!))
      .map(({ name }) => `${name} has boundaries that do not ascend`),
    ...Object.values(metrics)
      .filter(({ kind, boundaries }) => boundaries !== undefined && kind !== 'histogram')
      .map(({ name }) => `${name} has boundaries but is no histogram`),
  ];
}

function isSentence(text: string): boolean {
  return /^[A-Z].*\.$/s.test(text.trim());
}

function duplicates(names: readonly string[]): string[] {
  return [...new Set(names.filter((name, index) => names.indexOf(name) !== index))];
}
