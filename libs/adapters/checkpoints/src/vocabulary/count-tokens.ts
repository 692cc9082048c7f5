import { OpticalError } from '@optical/errors';

/** How often each id occurs in `ids`; `vocabularySize` counts. */
export function countTokens(ids: ArrayLike<number>, vocabularySize: number): Uint32Array {
  const counts = new Uint32Array(vocabularySize);
  for (let index = 0; index < ids.length; index++) {
    const id = ids[index]!;
    if (!(id >= 0 && id < vocabularySize)) {
      throw new OpticalError('out-of-range', `ids[${index}]: ${id} is outside 0 to ${vocabularySize - 1}`);
    }
    counts[id]!++;
  }
  return counts;
}

/** The ids that occur at least `minimum` times (1 or more), rising. */
export function frequentIds(counts: Uint32Array, minimum: number): Int32Array {
  const ids: number[] = [];
  for (const [id, count] of counts.entries()) if (count >= minimum) ids.push(id);
  return Int32Array.from(ids);
}
