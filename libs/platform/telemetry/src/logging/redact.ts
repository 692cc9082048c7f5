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
 * A copy of `record` in which every value with a secret name, at any depth, is replaced. Values that JSON would turn
 * into something else (errors, dates, buffers) are kept for the logger's own serialisers.
 */
export function redact(record: Record<string, unknown>): Record<string, unknown> {
  return redactFields(record, 0);
}

function redactFields(record: Record<string, unknown>, depth: number): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(record).map(([name, value]) => [
      name,
      isSecretName(name) ? redacted : redactValue(value, depth + 1),
    ]),
  );
}

function redactValue(value: unknown, depth: number): unknown {
  if (Array.isArray(value)) return depth > maxDepth ? '[deep]' : value.map((item) => redactValue(item, depth + 1));
  if (!isPlainObject(value)) return value;
  return depth > maxDepth ? '[deep]' : redactFields(value, depth);
}

function isPlainObject(value: unknown): value is Record<string, unknown> {
  if (typeof value !== 'object' || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}
