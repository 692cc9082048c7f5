import { invalidArgument } from '@optical/errors';
import type { Weight } from '@optical/encoder';
import type { TranslationTable } from './translation-table.ts';

/** How many foreign tokens started in which way. */
export interface EmbeddingCounts {
  readonly fixed: number;
  readonly mixed: number;
  readonly equal: number;
  readonly unknown: number;
}

export interface AlignedEmbeddings {
  /** [foreign vocabulary, hidden size]. */
  readonly embeddings: Weight;
  readonly counts: EmbeddingCounts;
}

export interface EmbeddingSources {
  /** The teacher's word table, [English vocabulary, hidden size]. */
  readonly teacher: Weight;
  /** p(english | foreign), a row for each foreign token (rows beyond are ignored), pruned to what is believed. */
  readonly table: TranslationTable;
  /** For each foreign token the English id that it copies in any case, -1 for none: special tokens. */
  readonly fixed: Int32Array;
  /** For each foreign token the English id of the same surface form, -1 for none. */
  readonly equal: Int32Array;
  /** What a token that none of these covers starts as, `hidden size` values. */
  readonly fallback: Float32Array;
}

/**
 * Word embeddings of a student's vocabulary out of its teacher's. A token is a copy where that is fixed, else the mean
 * of the English embeddings weighted with p(english | foreign), else a copy of the token of equal form, else the
 * fallback. The table comes before equal forms because many of those are false friends.
 */
export function alignEmbeddings({ teacher, table, fixed, equal, fallback }: EmbeddingSources): AlignedEmbeddings {
  const hidden = requireSources({ teacher, table, fixed, equal, fallback });
  const data = new Float32Array(fixed.length * hidden);
  const counts = { fixed: 0, mixed: 0, equal: 0, unknown: 0 };
  const rowOf = (english: number) => teacher.data.subarray(english * hidden, (english + 1) * hidden);
  for (let token = 0; token < fixed.length; token++) {
    const row = data.subarray(token * hidden, (token + 1) * hidden);
    if (fixed[token]! >= 0) {
      row.set(rowOf(fixed[token]!));
      counts.fixed++;
    } else if (table.offsets[token]! < table.offsets[token + 1]!) {
      row.set(mixture(teacher, table, token));
      counts.mixed++;
    } else if (equal[token]! >= 0) {
      row.set(rowOf(equal[token]!));
      counts.equal++;
    } else {
      row.set(fallback);
      counts.unknown++;
    }
  }
  return { embeddings: { shape: [fixed.length, hidden], data }, counts };
}

function mixture({ shape, data }: Weight, { offsets, english, probabilities }: TranslationTable, token: number) {
  const sum = new Float64Array(shape[1]!);
  for (let entry = offsets[token]!; entry < offsets[token + 1]!; entry++) {
    addScaled(sum, data, english[entry]! * sum.length, probabilities[entry]!);
  }
  return sum;
}

/** The mean embedding of the tokens of a corpus: what to expect of a token about which nothing is known. */
export function meanEmbedding({ shape, data }: Weight, ids: Int32Array): Float32Array {
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

function requireSources({ teacher, table, fixed, equal, fallback }: EmbeddingSources): number {
  const [rows, hidden] = teacher.shape;
  if (teacher.shape.length !== 2 || rows === undefined || hidden === undefined) {
    const description = `has shape [${teacher.shape.join(', ')}], expected [tokens, hidden]`;
    throw invalidArgument({ field: 'teacher', description });
  }
  requireLength('fallback', fallback.length, hidden);
  requireLength('equal', equal.length, fixed.length);
  if (table.offsets.length - 1 < fixed.length) requireLength('table', table.offsets.length - 1, fixed.length);
  for (const [field, ids] of Object.entries({ fixed, equal, 'table.english': table.english })) {
    const wrong = ids.findIndex((id) => id >= rows);
    if (wrong === -1) continue;
    const description = `${ids[wrong]!} is beyond the ${rows} English tokens`;
    throw invalidArgument({ field: `${field}[${wrong}]`, description });
  }
  return hidden;
}

function requireLength(field: string, length: number, expected: number): void {
  if (length !== expected) throw invalidArgument({ field, description: `has length ${length}, expected ${expected}` });
}
