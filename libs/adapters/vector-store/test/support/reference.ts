/// <reference lib="es2025.float16" />
import type { Filter, Matrix, NewPassage } from '../../src/index.ts';

/** A hit of the naive search. */
export interface ReferenceHit {
  readonly id: string;
  readonly score: number;
}

/** All passages in a map, scored one by one in float64: what the engine is compared with. */
export class ReferenceCollection {
  readonly passages = new Map<string, NewPassage>();

  upsert(passages: readonly NewPassage[]): void {
    for (const passage of passages) this.passages.set(passage.id, passage);
  }

  delete(ids: readonly string[], documentIds: readonly string[]): number {
    const doomed = [...this.passages.values()].filter(
      ({ id, documentId }) => ids.includes(id) || documentIds.includes(documentId),
    );
    for (const { id } of doomed) this.passages.delete(id);
    return doomed.length;
  }

  /** All passages that pass the filter, best first, in trec_eval's order. */
  search(query: Matrix, filter?: (passage: NewPassage) => boolean): ReferenceHit[] {
    return [...this.passages.values()]
      .filter((passage) => filter?.(passage) ?? true)
      .map(({ id, vectors }) => ({ id, score: Math.fround(maxSim(query, vectors)) }))
      .sort((a, b) => b.score - a.score || Buffer.compare(Buffer.from(b.id), Buffer.from(a.id)));
  }
}

function maxSim(query: Matrix, passage: Matrix): number {
  const q = rowsOf(query, false);
  const p = rowsOf(passage, true);
  return q.reduce((sum, row) => sum + Math.max(...p.map((other) => dot(row, other))), 0);
}

/** Passages are stored as binary16. */
function rowsOf({ data, dims }: Matrix, isRounded: boolean): number[][] {
  const floats = new Float32Array(new Uint8Array(data).buffer);
  const values = isRounded ? [...new Float16Array(floats)] : [...floats];
  return Array.from({ length: values.length / dims }, (_, row) => values.slice(row * dims, (row + 1) * dims));
}

const dot = (a: readonly number[], b: readonly number[]): number => a.reduce((sum, value, i) => sum + value * b[i]!, 0);

/** A filter and the same as a function. */
export type FilterPair = readonly [Filter, (passage: NewPassage) => boolean];
