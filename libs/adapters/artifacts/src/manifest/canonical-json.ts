import { invalidArgument } from '@optical/errors';

export type JsonValue =
  string | number | boolean | null | readonly JsonValue[] | { readonly [name: string]: JsonValue | undefined };

/**
 * JSON of which equal values have equal bytes: names sorted by UTF-16 code units, no blanks (RFC 8785). Properties that
 * are undefined are left out. @throws OpticalError `invalid-argument` for what JSON cannot say, named by its path.
 */
export function canonicalJson(value: unknown, field = 'metadata'): string {
  if (value === null || typeof value === 'boolean' || typeof value === 'string') return JSON.stringify(value);
  if (typeof value === 'number' && Number.isFinite(value)) return JSON.stringify(value);
  if (Array.isArray(value)) {
    return `[${value.map((element, index) => canonicalJson(element, `${field}[${index}]`)).join(',')}]`;
  }
  if (isPlain(value)) {
    const members = Object.keys(value)
      .filter((name) => value[name] !== undefined)
      .sort()
      .map((name) => `${JSON.stringify(name)}:${canonicalJson(value[name], `${field}.${name}`)}`);
    return `{${members.join(',')}}`;
  }
  throw invalidArgument({ field, description: `is ${describe(value)}, which JSON cannot hold` });
}

function isPlain(value: unknown): value is Record<string, unknown> {
  if (typeof value !== 'object' || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}

function describe(value: unknown): string {
  if (typeof value === 'object' && value !== null) return `a ${value.constructor.name}`;
  return typeof value === 'number' ? String(value) : typeof value;
}
