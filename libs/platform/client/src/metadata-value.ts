import { dateFromTimestamp, timestampFromDate } from '@optical/contracts';
import type * as common from '@optical/contracts/common';

/** A metadata value as a program writes it: the kind follows from the type. */
export type MetadataValue = string | number | boolean | Date | readonly string[];

export type Metadata = Readonly<Record<string, MetadataValue>>;

export function metadataMessage(value: MetadataValue): common.MetadataValue {
  if (typeof value === 'string') return { stringValue: value };
  if (typeof value === 'number') return { numberValue: value };
  if (typeof value === 'boolean') return { boolValue: value };
  if (value instanceof Date) return { timeValue: timestampFromDate(value) };
  return { stringsValue: { values: [...value] } };
}

/** @returns undefined for a kind that a newer service knows and this client does not */
export function plainValue(message: common.MetadataValue__Output): MetadataValue | undefined {
  switch (message.kind) {
    case 'stringValue':
      return message.stringValue;
    case 'numberValue':
      return message.numberValue;
    case 'boolValue':
      return message.boolValue;
    case 'timeValue':
      return message.timeValue ? dateFromTimestamp(message.timeValue) : undefined;
    case 'stringsValue':
      return message.stringsValue?.values;
    default:
      return undefined;
  }
}

export function plainMetadata(fields: Readonly<Record<string, common.MetadataValue__Output>>): Metadata {
  const entries = Object.entries(fields).map(([name, value]) => [name, plainValue(value)] as const);
  return Object.fromEntries(entries.filter((entry): entry is [string, MetadataValue] => entry[1] !== undefined));
}
