/**
 * p(english | foreign) as a sparse matrix in compressed rows: row `f` holds entries `offsets[f]` up to, not including,
 * `offsets[f + 1]`; the probabilities of a row that has entries sum to 1.
 */
export interface TranslationTable {
  readonly offsets: Int32Array;
  /** English ids, rising within a row. */
  readonly english: Int32Array;
  readonly probabilities: Float64Array;
}

/** Drops entries of at most `threshold` (0 to 1) and scales what is left of each row to sum 1. */
export function pruneTable({ offsets, english, probabilities }: TranslationTable, threshold: number): TranslationTable {
  const kept = new Int32Array(offsets.length);
  const columns: number[] = [];
  const values: number[] = [];
  for (let row = 0; row < offsets.length - 1; row++) {
    const first = columns.length;
    let total = 0;
    for (let entry = offsets[row]!; entry < offsets[row + 1]!; entry++) {
      if (probabilities[entry]! <= threshold) continue;
      columns.push(english[entry]!);
      values.push(probabilities[entry]!);
      total += probabilities[entry]!;
    }
    for (let entry = first; entry < values.length; entry++) values[entry]! /= total;
    kept[row + 1] = columns.length;
  }
  return { offsets: kept, english: Int32Array.from(columns), probabilities: Float64Array.from(values) };
}
