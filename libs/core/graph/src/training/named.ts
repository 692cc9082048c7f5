import { OpticalError } from '@optical/errors';
import type { Value } from '../graph/types.ts';

export type NamedValues = Readonly<Record<string, Value>>;

/** @throws OpticalError invalid-argument if there is no value of that name */
export function lookUp(values: NamedValues, kind: string, name: string): Value {
  const value = values[name];
  if (value === undefined)
    throw new OpticalError('invalid-argument', `training: there is no ${kind} ${JSON.stringify(name)}`);
  return value;
}

/** Values of a record in the order of given names, and back. */
export function pick(values: NamedValues, names: readonly string[]): Value[] {
  return names.map((name) => lookUp(values, 'value', name));
}

export function zip(names: readonly string[], values: readonly Value[]): NamedValues {
  return Object.fromEntries(names.map((name, place) => [name, values[place]!]));
}

export function mapValues<In, Out>(
  record: Readonly<Record<string, In>>,
  map: (value: In, name: string) => Out,
): Record<string, Out> {
  return Object.fromEntries(Object.entries(record).map(([name, value]) => [name, map(value, name)]));
}
