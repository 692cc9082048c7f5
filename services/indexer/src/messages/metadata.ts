import type { MetadataType as TypeName, MetadataValue as ValueMessage } from '@optical/contracts/common';
import type { MetadataValue__Output } from '@optical/contracts/common';
import { invalidArgument } from '@optical/errors';
import type { Metadata, MetadataType, MetadataValue } from '@optical/vector-store';

const types: Readonly<Record<string, MetadataType>> = {
  METADATA_TYPE_STRING: 'string',
  METADATA_TYPE_NUMBER: 'number',
  METADATA_TYPE_BOOL: 'bool',
  METADATA_TYPE_TIME: 'time',
  METADATA_TYPE_STRINGS: 'strings',
};

/** @throws OpticalError `invalid-argument` for a type that is not set or not known */
export function readMetadataType(type: TypeName, field: string): MetadataType {
  const read = types[type];
  if (read === undefined)
    throw invalidArgument({ field, description: `is required: one of ${Object.keys(types).join(', ')}` });
  return read;
}

export function writeMetadataType(type: MetadataType): TypeName {
  return Object.entries(types).find(([, known]) => known === type)![0] as TypeName;
}

/** @throws OpticalError `invalid-argument` for a value of no kind */
export function readMetadataValue(message: MetadataValue__Output, field: string): MetadataValue {
  switch (message.kind) {
    case 'stringValue':
      return message.stringValue!;
    case 'numberValue':
      return message.numberValue!;
    case 'boolValue':
      return message.boolValue!;
    case 'timeValue':
      return { seconds: message.timeValue!.seconds, nanos: message.timeValue!.nanos };
    case 'stringsValue':
      return message.stringsValue!.values;
    default:
      throw invalidArgument({ field, description: 'has no value' });
  }
}

export function readMetadata(message: Readonly<Record<string, MetadataValue__Output>>, field: string): Metadata {
  const entries = Object.entries(message).map(([name, value]) => {
    return [name, readMetadataValue(value, `${field}[${JSON.stringify(name)}]`)] as const;
  });
  return Object.fromEntries(entries);
}

export function writeMetadata(metadata: Metadata): Record<string, ValueMessage> {
  return Object.fromEntries(Object.entries(metadata).map(([name, value]) => [name, writeMetadataValue(value)]));
}

function writeMetadataValue(value: MetadataValue): ValueMessage {
  switch (typeof value) {
    case 'string':
      return { stringValue: value };
    case 'number':
      return { numberValue: value };
    case 'boolean':
      return { boolValue: value };
    default:
      return 'seconds' in value ? { timeValue: value } : { stringsValue: { values: [...value] } };
  }
}
