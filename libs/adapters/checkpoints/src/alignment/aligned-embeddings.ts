import { invalidArgument } from '@optical/errors';
import type { FloatTensor } from '../safetensors/float-tensor.ts';
import type { TranslationTable } from './translation-table.ts';

export interface AlignedEmbeddings {
  /** [foreign vocabulary, hidden size]. */
  readonly embeddings: FloatTensor;
  /** How many foreign tokens took a copy, a mixture, and, for want of both, the fallback. */
  readonly copied: number;
  readonly mixed: number;
  readonly unknown: number;
}

export interface EmbeddingSources {
  /** The teacher's word table, [English vocabulary, hidden size]. */
  readonly teacher: FloatTensor;
  /** p(english | foreign), a row for each foreign token (rows beyond are ignored), pruned to what is believed. */
  readonly table: TranslationTable;
  /** For each foreign token the English id whose embedding it copies, -1 for none: special tokens, equal surface forms. */
  readonly copies: Int32Array;
  /** What a token without copy and without entries in the table starts as, `hidden size` values. */
  readonly fallback: Float32Array;
}

/**
 * Word embeddings of a student's vocabulary out of its teacher's: a copy where one is given, else the mean of the
 * English embeddings weighted with p(english | foreign), else the fallback.
 */
export function alignEmbeddings({ teacher, table, copies, fallback }: EmbeddingSources): AlignedEmbeddings {
  const [rows, hidden] = requireSources(teacher, table, copies, fallback);
  const data = new Float32Array(copies.length * hidden);
  const mixture = new Float64Array(hidden);
  const counts = { copied: 0, mixed: 0, unknown: 0 };
  for (let token = 0; token < copies.length; token++) {
    const [first, last] = [table.offsets[token]!, table.offsets[token + 1]!];
    const copy = copies[token]!;
    if (copy >= rows)
      throw invalidArgument({ field: `copies[${token}]`, description: `${copy} is beyond the ${rows} English tokens` });
    if (copy >= 0) {
      data.set(teacher.data.subarray(copy * hidden, (copy + 1) * hidden), token * hidden);
      counts.copied++;
    } else if (first < last) {
      mixture.fill(0);
      for (let entry = first; entry < last; entry++) {
        addScaled(mixture, teacher.data, table.english[entry]! * hidden, table.probabilities[entry]!);
      }
      data.set(mixture, token * hidden);
      counts.mixed++;
    } else {
      data.set(fallback, token * hidden);
      counts.unknown++;
    }
  }
  return { embeddings: { shape: [copies.length, hidden], data }, ...counts };
}

/** The mean embedding of the tokens of a corpus: what to expect of a token about which nothing is known. */
export function meanEmbedding({ shape, data }: FloatTensor, ids: Int32Array): Float32Array {
  const hidden = shape[1]!;
  const sum = new Float64Array(hidden);
  const counts = new Int32Array(shape[0]!);
  for (const id of ids) counts[id]!++;
  for (const [id, count] of counts.entries()) if (count > 0) addScaled(sum, data, id * hidden, count / ids.length);
  return Float32Array.from(sum);
}

function addScaled(sum: Float64Array, data: Float32Array, start: number, factor: number): void {
  for (let column = 0; column < sum.length; column++) sum[column]! += factor * data[start + column]!;
}

function requireSources(teacher: FloatTensor, table: TranslationTable, copies: Int32Array, fallback: Float32Array) {
  const [rows, hidden] = teacher.shape;
  if (teacher.shape.length !== 2 || rows === undefined || hidden === undefined) {
    throw invalidArgument({
      field: 'teacher',
      description: `has shape [${teacher.shape.join(', ')}], expected [tokens, hidden]`,
    });
  }
  if (fallback.length !== hidden) {
    throw invalidArgument({ field: 'fallback', description: `has ${fallback.length} values, expected ${hidden}` });
  }
  if (table.offsets.length - 1 < copies.length) {
    const description = `has ${table.offsets.length - 1} rows, expected one for each of ${copies.length} foreign tokens`;
    throw invalidArgument({ field: 'table', description });
  }
  return [rows, hidden] as const;
}
