import { metadataMessage } from '@optical/client';
import type { MetadataValue } from '@optical/client';
import type * as common from '@optical/contracts/common';
import { exactText, inexactProblem } from '@optical/datasets';

/** A text to index, as a file holds it. */
export interface TextRecord {
  readonly id: string;
  readonly text: string;
  readonly documentId: string;
  /** BCP 47. */
  readonly language: string;
  readonly metadata: Readonly<Record<string, common.MetadataValue>>;
}

/** What a collection says of the fields of its metadata. */
export type FieldTypes = ReadonlyMap<string, common.MetadataType>;

export interface RecordRules {
  readonly fields: FieldTypes;
  /** Language of records that state none. */
  readonly language: string;
}

const mostIdBytes = 512;

/** Longest text of a record, in bytes of UTF-8. */
export const mostTextBytes = 2 ** 20;

/** A record of the plain values of a line, or what is wrong with them. */
export function toRecord(
  values: Readonly<Record<string, unknown>>,
  { fields, language: preset }: RecordRules,
): TextRecord | string {
  const { id: given, _id, text, document_id: document, language = preset, metadata = {} } = values;
  const id = idOf(given ?? _id);
  if (id === undefined)
    return idProblem('id', given ?? _id) ?? 'has no id, or one that is neither a string nor a number';
  if (typeof text !== 'string') return 'has no "text"';
  if (text.trim() === '') return 'has an empty text';
  const documentId = document === undefined || document === null ? '' : idOf(document);
  if (documentId === undefined)
    return idProblem('document_id', document) ?? 'has a "document_id" that is neither a string nor a number';
  if (typeof language !== 'string' || !isTag(language))
    return `has the language ${JSON.stringify(language)}, which is no BCP 47 tag`;
  const tooLong =
    limitProblem('id', id, mostIdBytes) ??
    limitProblem('document_id', documentId, mostIdBytes) ??
    limitProblem('text', text, mostTextBytes);
  if (tooLong !== undefined) return tooLong;
  if (typeof metadata !== 'object' || metadata === null || Array.isArray(metadata))
    return 'has no object as "metadata"';
  const converted: Record<string, common.MetadataValue> = {};
  for (const [name, value] of Object.entries(metadata)) {
    const type = fields.get(name);
    if (type === undefined) return `has the field ${JSON.stringify(name)}, which the collection does not declare`;
    if (value === null || value === '') continue;
    const typed = typedValue(value, type);
    if (typed === undefined) return fieldProblem(name, value, type);
    converted[name] = metadataMessage(typed);
  }
  return { id, text, documentId, language, metadata: converted };
}

/** A value as the declared type has it; words stand for what they spell, as in a table. Undefined when it does not fit. */
export function typedValue(value: unknown, type: common.MetadataType): MetadataValue | undefined {
  switch (type) {
    case 'METADATA_TYPE_STRING':
      return typeof value === 'number' ? exactText(value) : typeof value === 'string' ? value : undefined;
    case 'METADATA_TYPE_NUMBER': {
      const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
      return typeof number === 'number' && Number.isFinite(number) ? number : undefined;
    }
    case 'METADATA_TYPE_BOOL':
      if (value === 'true' || value === 'false') return value === 'true';
      return typeof value === 'boolean' ? value : undefined;
    case 'METADATA_TYPE_TIME': {
      const date = typeof value === 'string' ? new Date(value) : undefined;
      return date === undefined || Number.isNaN(date.getTime()) ? undefined : date;
    }
    case 'METADATA_TYPE_STRINGS': {
      const list = typeof value === 'string' ? value.split(',').map((part) => part.trim()) : value;
      return Array.isArray(list) && list.every((part) => typeof part === 'string') ? list : undefined;
    }
    default:
      return undefined;
  }
}

const typeWord = (type: common.MetadataType): string => String(type).replace('METADATA_TYPE_', '').toLowerCase();

function fieldProblem(name: string, value: unknown, type: common.MetadataType): string {
  if (type === 'METADATA_TYPE_STRING' && typeof value === 'number') return inexactProblem(value, `the field ${name}`);
  return `has ${JSON.stringify(value)} in the field ${name}, whose type is ${typeWord(type)}`;
}

function idOf(value: unknown): string | undefined {
  if (typeof value === 'number') return exactText(value);
  return typeof value === 'string' && value !== '' ? value : undefined;
}

/** What is wrong with a number that is no id. */
const idProblem = (name: string, value: unknown): string | undefined =>
  typeof value === 'number' ? inexactProblem(value, JSON.stringify(name)) : undefined;

function limitProblem(name: string, text: string, most: number): string | undefined {
  if (text.length * 3 <= most) return undefined;
  const bytes = Buffer.byteLength(text);
  return bytes <= most ? undefined : `has ${bytes} bytes of "${name}", the limit is ${most}`;
}

function isTag(text: string): boolean {
  try {
    return Intl.getCanonicalLocales(text).length === 1;
  } catch {
    return false;
  }
}
