import type { TranslationTable } from './translation-table.ts';

/**
 * p(english | foreign) times p(foreign | english), scaled to sum 1 for each foreign word that has any: what only one
 * direction believes, rare words that collect what is left over, goes (agreement, as of Liang, Taskar and Klein 2006,
 * https://aclanthology.org/N06-1014/, but of tables and not while they are trained).
 *
 * @param forward rows of foreign words, then of the empty word, which the result leaves out
 * @param backward rows of English words; its columns are foreign words, rising
 * @param threshold entries of at most this, 0 to 1, go, and what is left is scaled again
 */
export function symmetricTable(
  forward: TranslationTable,
  backward: TranslationTable,
  threshold: number,
): TranslationTable {
  const rows = forward.offsets.length - 2;
  const offsets = new Int32Array(rows + 1);
  const english: number[] = [];
  const probabilities: number[] = [];
  for (let row = 0; row < rows; row++) {
    const [first, last] = [forward.offsets[row]!, forward.offsets[row + 1]!];
    const both = new Float64Array(last - first);
    for (let entry = first; entry < last; entry++) {
      both[entry - first] = forward.probabilities[entry]! * probabilityOf(backward, forward.english[entry]!, row);
    }
    const whole = sumOf(both);
    const believed = both.map((value) => (value > threshold * whole ? value : 0));
    const kept = sumOf(believed);
    for (const [place, value] of believed.entries()) {
      if (value === 0) continue;
      english.push(forward.english[first + place]!);
      probabilities.push(value / kept);
    }
    offsets[row + 1] = english.length;
  }
  return { offsets, english: Int32Array.from(english), probabilities: Float64Array.from(probabilities) };
}

const sumOf = (values: Float64Array): number => values.reduce((sum, value) => sum + value, 0);

/** The entry of a row, found by halving; 0 where there is none. */
function probabilityOf(
  { offsets, english: columns, probabilities }: TranslationTable,
  row: number,
  column: number,
): number {
  let low = offsets[row]!;
  let high = offsets[row + 1]!;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (columns[middle]! < column) low = middle + 1;
    else high = middle;
  }
  return low < offsets[row + 1]! && columns[low] === column ? probabilities[low]! : 0;
}
