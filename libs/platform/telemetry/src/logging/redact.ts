import { describeError } from './describe-error.ts';
import type { ErrorDetail } from './describe-error.ts';

/**
 * Last words of names whose values never leave the process: credentials, and what users search for or store.
 * `queryText`, `x-api-key` and `refresh_token` are covered; `tokens`, `queryId` and `context` are not.
 */
const secretWords = new Set([
  ...['authorization', 'cookie', 'credential', 'credentials', 'key', 'passphrase', 'password', 'secret', 'token'],
  ...['passage', 'passages', 'queries', 'query', 'text', 'texts'],
]);

/** What stands in the place of a removed value. */
export const redacted = '[redacted]';

/** Deeper values are cut: a log record is no place for them, and the walk must end. */
const maxDepth = 8;

export function isSecretName(name: string): boolean {
  const lastWord = /[A-Za-z][a-z]*$|[A-Z]+$/.exec(name);
  return lastWord !== null && secretWords.has(lastWord[0].toLowerCase());
}

/**
 * What JSON would make of `record`, with every value under a secret name replaced, at any depth. Errors become what
 * describeError makes of them.
 */
export function redact(record: object, detail: ErrorDetail = 'frames'): Record<string, unknown> {
  return redactFields(record, detail, 0);
}

function redactFields(record: object, detail: ErrorDetail, depth: number): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(record).map(([name, value]) => [
      name,
      isSecretName(name) ? redacted : redactValue(value, detail, depth + 1),
    ]),
  );
}

function redactValue(value: unknown, detail: ErrorDetail, depth: number): unknown {
  if (typeof value !== 'object' || value === null || ArrayBuffer.isView(value)) return value;
  if (depth > maxDepth) return '[deep]';
  if (Array.isArray(value)) return value.map((item) => redactValue(item, detail, depth + 1));
  if (value instanceof Error) return redactFields(describeError(value, detail), detail, depth);
  if ('toJSON' in value && typeof value.toJSON === 'function') return redactValue(jsonOf(value), detail, depth + 1);
  return redactFields(value, detail, depth);
}

function jsonOf(value: object): unknown {
  return (value as { toJSON(): unknown }).toJSON();
}
