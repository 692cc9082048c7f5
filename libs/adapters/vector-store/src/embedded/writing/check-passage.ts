import { invalidArgument } from '@optical/errors';
import { typeOfValue } from '../../port/metadata.ts';
import type { Metadata, MetadataField, MetadataValue } from '../../port/metadata.ts';
import type { NewPassage, Spans } from '../../port/passage.ts';

const limits = { idBytes: 512, textBytes: 2 ** 20, stringBytes: 32 * 1024, strings: 1000 };

/**
 * Checks all of a passage but its vectors.
 * @throws OpticalError `invalid-argument` naming value and limit
 */
export function checkPassage(passage: NewPassage, fields: ReadonlyMap<string, MetadataField>): void {
  const { id, documentId, text, metadata, spans, vectors } = passage;
  requireBytes(id, 'id', limits.idBytes);
  if (id === '') throw refuse('id', 'is required');
  requireBytes(documentId, 'document_id', limits.idBytes);
  requireLanguage(passage.language);
  requireBytes(text, 'text', limits.textBytes);
  checkMetadata(metadata, fields);
  if (spans !== undefined) checkSpans(spans, vectors.rows, text.length);
}

function requireLanguage(tag: string): void {
  if (tag === '') throw refuse('language', 'is required; und for a language that is not known');
  try {
    Intl.getCanonicalLocales(tag);
  } catch {
    throw refuse('language', `${JSON.stringify(tag)} is no BCP 47 language tag`);
  }
}

function checkMetadata(metadata: Metadata, fields: ReadonlyMap<string, MetadataField>): void {
  for (const [name, value] of Object.entries(metadata)) {
    const field = fields.get(name);
    const at = `metadata[${JSON.stringify(name)}]`;
    if (field === undefined) {
      throw refuse(at, `the collection has no such field; its fields: ${[...fields.keys()].join(', ') || 'none'}`);
    }
    const type = typeOfValue(value);
    if (type !== field.type) throw refuse(at, `is a ${type}, the collection declares a ${field.type}`);
    checkValue(value, at);
  }
}

function checkValue(value: MetadataValue, at: string): void {
  if (typeof value === 'string') requireBytes(value, at, limits.stringBytes);
  if (typeof value === 'number' && !Number.isFinite(value)) throw refuse(at, `${value} is not finite`);
  if (typeof value !== 'object') return;
  if ('seconds' in value) {
    const inRange = value.seconds >= -62_135_596_800 && value.seconds < 253_402_300_800;
    if (!inRange || value.nanos < 0 || value.nanos > 999_999_999)
      throw refuse(at, 'is no instant of the years 1 to 9999');
    return;
  }
  if (value.length > limits.strings) throw refuse(at, `${value.length} strings are above the limit ${limits.strings}`);
  for (const part of value) requireBytes(part, at, limits.stringBytes);
}

function checkSpans({ starts, ends }: Spans, tokens: number, length: number): void {
  if (starts.length !== tokens || ends.length !== tokens) {
    throw refuse('spans', `${starts.length} starts and ${ends.length} ends for ${tokens} token vectors`);
  }
  const wrong = starts.findIndex((start, token) => start > ends[token]! || ends[token]! > length);
  if (wrong < 0) return;
  const span = `${starts[wrong]!} to ${ends[wrong]!}`;
  throw refuse('spans', `token ${wrong} lies from ${span} in a text of ${length} UTF-16 code units`);
}

function requireBytes(text: string, field: string, limit: number): void {
  // A code unit takes at most 3 bytes: most texts need no counting.
  if (text.length * 3 <= limit) return;
  const bytes = Buffer.byteLength(text);
  if (bytes > limit) throw refuse(field, `${bytes} bytes are above the limit ${limit}`);
}

const refuse = (field: string, description: string) => invalidArgument({ field, description });
