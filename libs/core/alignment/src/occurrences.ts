import type { IdSequences } from './id-sequences.ts';

/** For each row the sequences it occurs in, rising, once per occurrence: compressed rows. */
export interface Occurrences {
  readonly offsets: Int32Array;
  readonly sequences: Int32Array;
  /** Place of each occurrence in its sequence; -1 for the empty word. */
  readonly places: Int32Array;
}

/** Inverts sequences into token → sequences, with one more row, `vocabulary`, for the empty word, which is in each once. */
export function invertWithEmptyWord({ ids, offsets }: IdSequences, vocabulary: number): Occurrences {
  const sequenceCount = offsets.length - 1;
  const rowOffsets = new Int32Array(vocabulary + 2);
  for (const id of ids) rowOffsets[id + 1]!++;
  rowOffsets[vocabulary + 1] = sequenceCount;
  for (let row = 0; row <= vocabulary; row++) rowOffsets[row + 1]! += rowOffsets[row]!;

  const next = rowOffsets.slice(0, -1);
  const sequences = new Int32Array(ids.length + sequenceCount);
  const places = new Int32Array(sequences.length);
  for (let sequence = 0; sequence < sequenceCount; sequence++) {
    for (let position = offsets[sequence]!; position < offsets[sequence + 1]!; position++) {
      const at = next[ids[position]!]!++;
      sequences[at] = sequence;
      places[at] = position - offsets[sequence]!;
    }
    const at = next[vocabulary]!++;
    sequences[at] = sequence;
    places[at] = -1;
  }
  return { offsets: rowOffsets, sequences, places };
}
