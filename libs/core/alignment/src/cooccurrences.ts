import { OpticalError } from '@optical/errors';
import type { IdSequences } from './id-sequences.ts';
import type { Occurrences } from './occurrences.ts';

/** For each row the English ids that share a sequence with it, rising and each once: compressed rows. */
export interface Cooccurrences {
  readonly offsets: Int32Array;
  readonly english: Int32Array;
}

/** Row offsets are 32-bit; a table of this size would take 24 GiB. */
const maximumEntries = 2 ** 31 - 1;

/**
 * Counts first and fills then, so that memory holds the result and one mark per English id.
 *
 * @throws OpticalError `out-of-range` when there are more than 2^31 - 1 entries.
 */
export function cooccurrences(english: IdSequences, vocabulary: number, occurrences: Occurrences): Cooccurrences {
  const rows = occurrences.offsets.length - 1;
  const marks = new Int32Array(vocabulary);
  const offsets = new Int32Array(rows + 1);
  for (let row = 0, total = 0; row < rows; row++) {
    total += markNew(row, row + 1);
    if (total > maximumEntries) throw tooLarge();
    offsets[row + 1] = total;
  }
  const columns = new Int32Array(offsets[rows]!);
  for (let row = 0; row < rows; row++) {
    markNew(row, rows + row + 1, columns, offsets[row]);
    columns.subarray(offsets[row], offsets[row + 1]).sort();
  }
  return { offsets, english: columns };

  /** Marks the English ids of a row, and stores those that were not marked so before; returns how many there were. */
  function markNew(row: number, mark: number, target?: Int32Array, start = 0): number {
    let count = 0;
    for (let at = occurrences.offsets[row]!; at < occurrences.offsets[row + 1]!; at++) {
      const pair = occurrences.sequences[at]!;
      for (let position = english.offsets[pair]!; position < english.offsets[pair + 1]!; position++) {
        const id = english.ids[position]!;
        if (marks[id] === mark) continue;
        marks[id] = mark;
        if (target !== undefined) target[start + count] = id;
        count++;
      }
    }
    return count;
  }
}

function tooLarge(): OpticalError {
  return new OpticalError(
    'out-of-range',
    `the bitext has more than ${maximumEntries} distinct pairs of tokens: split it`,
  );
}
