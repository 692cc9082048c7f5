import type { IdSequences } from '@optical/alignment';
import { turns } from './turns.ts';

/** Ids of one sequence, over the packed memory. */
export function sequenceOf({ ids, offsets }: IdSequences, place: number): Int32Array {
  return ids.subarray(offsets[place], offsets[place + 1]);
}

export function sequenceCount({ offsets }: IdSequences): number {
  return offsets.length - 1;
}

export function sequenceLength({ offsets }: IdSequences, place: number): number {
  return offsets[place + 1]! - offsets[place]!;
}

/** The sequences at these places, in this order. */
export function takeSequences(sequences: IdSequences, places: Int32Array): IdSequences {
  const offsets = new Int32Array(places.length + 1);
  places.forEach((place, index) => {
    offsets[index + 1] = offsets[index]! + sequenceLength(sequences, place);
  });
  const ids = new Int32Array(offsets.at(-1)!);
  places.forEach((place, index) => {
    ids.set(sequenceOf(sequences, place), offsets[index]);
  });
  return { ids, offsets };
}

/** Equal sequences once: the different ones in order of their first occurrence, and which one each was. */
export async function uniqueSequences(
  sequences: IdSequences,
  signal?: AbortSignal,
): Promise<{ readonly unique: IdSequences; readonly indexOf: Int32Array }> {
  const turn = turns(signal);
  const known = new Map<string, number>();
  const places: number[] = [];
  const indexOf = new Int32Array(sequenceCount(sequences));
  for (let place = 0; place < indexOf.length; place++) {
    await turn();
    const key = String.fromCharCode(...new Uint16Array(sequenceOf(sequences, place).slice().buffer));
    let index = known.get(key);
    if (index === undefined) {
      index = places.length;
      known.set(key, index);
      places.push(place);
    }
    indexOf[place] = index;
  }
  return { unique: takeSequences(sequences, Int32Array.from(places)), indexOf };
}
