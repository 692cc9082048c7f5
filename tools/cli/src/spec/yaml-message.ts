import { readFileSync } from 'node:fs';
import { invalidArgument } from '@optical/errors';
import { parse } from 'yaml';

/** A message under construction. */
export type Node = Record<string, unknown>;

/**
 * Prefixes of the names of enumerations, by field, or by list and field (`tracks.kind`): short names such as
 * `ot-sinkhorn` stand for them.
 */
export type EnumPrefixes = Readonly<Record<string, string>>;

/** Those of training jobs. */
export const jobPrefixes: EnumPrefixes = {
  objective: 'OBJECTIVE',
  'alarms.kind': 'ALARM_KIND',
  'alarms.action': 'ALARM_ACTION',
  decay: 'LEARNING_RATE_DECAY',
  longPairs: 'LONG_PAIR_POLICY',
  studentMarginal: 'MARGINAL',
  teacherMarginal: 'MARGINAL',
};

/**
 * A message from a YAML file: field names in snake_case as in the contract, or in camelCase.
 * @throws OpticalError `invalid-argument` for a file that cannot be read or is no mapping
 */
export function readYamlMessage(file: string, prefixes: EnumPrefixes): Node {
  try {
    const read: unknown = parse(readFileSync(file, 'utf8'));
    if (typeof read === 'object' && read !== null && !Array.isArray(read))
      return toWire(read, prefixes, [], '') as Node;
  } catch (error) {
    throw invalidArgument({ field: '--file', description: `${file}: ${(error as Error).message}` });
  }
  throw invalidArgument({ field: '--file', description: `${file} is no mapping of fields` });
}

/** @param above fields that lead to this one */
function toWire(value: unknown, prefixes: EnumPrefixes, above: readonly string[], field: string): unknown {
  const path = field === '' ? above : [...above, field];
  if (Array.isArray(value)) return value.map((item) => toWire(item, prefixes, above, field));
  if (typeof value === 'object' && value !== null) {
    if (field === 'labels') return value;
    return Object.fromEntries(
      Object.entries(value).map(([name, item]) => {
        const camel = name.replaceAll(/_([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());
        return [camel, toWire(item, prefixes, path, camel)];
      }),
    );
  }
  const prefix = prefixes[`${above.at(-1) ?? ''}.${field}`] ?? prefixes[field];
  return prefix === undefined || typeof value !== 'string' ? value : wireName(prefix, value);
}

export const wireName = (prefix: string, name: string): string =>
  name.startsWith(prefix) ? name : `${prefix}_${name.replaceAll('-', '_').toUpperCase()}`;

/**
 * Refuses what the contract does not know: it would be lost on the way, so it must be a slip.
 * @param roundTrip through the contract's bytes and back
 * @param what the message is, such as `a job; see proto/optical/distiller/v1`
 */
export function refuseUnknown(spec: object, roundTrip: () => unknown, what: string): void {
  let known: unknown;
  try {
    known = roundTrip();
  } catch (error) {
    throw invalidArgument({ field: 'spec', description: (error as Error).message });
  }
  const [first, ...rest] = [...unknownPaths(spec, known, '')].map((field) => ({
    field,
    description: `is no field of ${what}`,
  }));
  if (first !== undefined) throw invalidArgument(first, ...rest);
}

function* unknownPaths(given: unknown, known: unknown, place: string): Generator<string> {
  if (typeof given !== 'object' || given === null || place.endsWith('labels')) return;
  for (const [name, value] of Object.entries(given)) {
    const path = place === '' ? name : Array.isArray(given) ? `${place}[${name}]` : `${place}.${name}`;
    const found = typeof known === 'object' && known !== null && Object.hasOwn(known, name);
    if (!found) yield path;
    else yield* unknownPaths(value, (known as Node)[name], path);
  }
}

/** @throws OpticalError `invalid-argument` unless it is a finite number */
export function readNumber(field: string, text: string): number {
  const value = Number(text);
  if (text.trim() === '' || !Number.isFinite(value))
    throw invalidArgument({ field, description: `${JSON.stringify(text)} is no number` });
  return value;
}
