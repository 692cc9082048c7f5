/** Sequences of token ids, packed: sequence `i` is `ids[offsets[i]]` up to, not including, `ids[offsets[i + 1]]`. */
export interface IdSequences {
  readonly ids: Int32Array;
  /** One more than there are sequences, rising, from 0 to `ids.length`. */
  readonly offsets: Int32Array;
}

export function packSequences(sequences: readonly ArrayLike<number>[]): IdSequences {
  const offsets = new Int32Array(sequences.length + 1);
  for (const [index, sequence] of sequences.entries()) offsets[index + 1] = offsets[index]! + sequence.length;
  const ids = new Int32Array(offsets.at(-1)!);
  for (const [index, sequence] of sequences.entries()) ids.set(sequence, offsets[index]);
  return { ids, offsets };
}
