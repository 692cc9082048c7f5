import type { TokenSequence } from '@optical/encoder';

/** Positions of a sequence that get a vector: those that are scored, or all. Padding never does. */
export function selectPositions({ ids, scoringMask }: TokenSequence, positions: 'scored' | 'all'): Uint32Array {
  const places = ids.map((_, place) => place);
  return Uint32Array.from(positions === 'all' ? places : places.filter((place) => scoringMask[place] === 1));
}

/**
 * Copies rows of one sequence out of a batch.
 * @param batch [batch, length, dims], row-major
 * @param row of the batch
 * @param positions ascending, each below `length`
 * @returns [positions.length, dims]
 */
export function selectVectors(
  batch: Float32Array,
  { row, length, dims }: { readonly row: number; readonly length: number; readonly dims: number },
  positions: Uint32Array,
): Float32Array {
  const begin = row * length * dims;
  const count = positions.length;
  // Nearly always the positions are the first ones without a gap: one copy.
  if (count > 0 && positions[count - 1] === count - 1) return batch.slice(begin, begin + count * dims);
  const selected = new Float32Array(count * dims);
  positions.forEach((position, index) => {
    const from = begin + position * dims;
    selected.set(batch.subarray(from, from + dims), index * dims);
  });
  return selected;
}
