import type { TimedBatch } from './training-task.ts';

/** Batches whose texts are taught in one call of the teacher: enough for it to sort them by length. */
const groupSize = 8;

export interface GroupedWork<Taught> {
  readonly batches: Iterator<Int32Array, never>;
  readonly teach: (examples: readonly number[]) => Promise<Taught>;
  readonly prepare: (batch: Int32Array, taught: Taught) => Omit<TimedBatch, 'teacherSeconds'>;
}

/** Prepares batches in order; while those of one group are consumed, the next group is taught. */
export async function* prepareAhead<Taught>({
  batches,
  teach,
  prepare,
}: GroupedWork<Taught>): AsyncGenerator<TimedBatch, void, undefined> {
  // The first groups are small, so that training begins soon.
  const begin = (size: number): { readonly group: Int32Array[]; readonly taught: Promise<Taught> } => {
    const group = Array.from({ length: size }, () => batches.next().value);
    const taught = teach(group.flatMap((batch) => Array.from(batch)));
    // A failure is seen when the group's turn comes.
    taught.catch(() => undefined);
    return { group, taught };
  };
  let next = begin(1);
  for (let size = 2; ; size = Math.min(2 * size, groupSize)) {
    const { group, taught } = next;
    const askedAt = performance.now();
    const vectors = await taught;
    let teacherSeconds = (performance.now() - askedAt) / 1000;
    next = begin(size);
    for (const batch of group) {
      yield { ...prepare(batch, vectors), teacherSeconds };
      teacherSeconds = 0;
    }
  }
}
