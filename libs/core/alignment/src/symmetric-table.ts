import type { TranslationTable } from './translation-table.ts';

/**
 * p(english | foreign) times p(foreign | english), scaled to sum 1 for each foreign word that has any: what only one
 * direction believes, rare words that collect what is left over, goes (agreement, as of Liang, Taskar and Klein 2006,
 * https://aclanthology.org/N06-1014/, but of tables and not while they are trained).
 *
 * @param forward rows of foreign words, then of the empty word, which the result leaves out
 * @param backward rows of English words; its columns are foreign words, rising
 */
export function symmetricTable(forward: TranslationTable, backward: TranslationTable): TranslationTable {
  const rows = forward.offsets.length - 2;
  const offsets = new Int32Array(rows + 1);
  const english: number[] = [];
  const probabilities: number[] = [];
  for (let row = 0; row < rows; row++) {
    const first = english.length;
    let sum = 0;
    for (let entry = forward.offsets[row]!; entry < forward.offsets[row + 1]!; entry++) {
      const both = forward.probabilities[entry]! * probabilityOf(backward, forward.english[entry]!, row);
      if (both === 0) continue;
      english.push(forward.english[entry]!);
      probabilities.push(both);
      sum += both;
    }
    for (let entry = first; entry < english.length; entry++) probabilities[entry]! /= sum;
    offsets[row + 1] = english.length;
  }
  return { offsets, english: Int32Array.from(english), probabilities: Float64Array.from(probabilities) };
}

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
