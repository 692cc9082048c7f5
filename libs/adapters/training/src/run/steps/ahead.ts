import type { TimedBatch } from './training-task.ts';

/** Batches whose texts are taught in one call of the teacher: enough for it to sort them by length. */
const groupSize = 8;

/**
 * Batches that are taught before the first is handed out. A short training then has all of its steps to itself: trainings
 * that share a teacher, and machine, with it take as long per step whether they come first or find everything computed.
 */
const taughtFirst = 64;

export interface GroupedWork<Taught> {
  readonly batches: Iterator<Int32Array, never>;
  /** Batches to prepare. */
  readonly count: number;
  readonly teach: (examples: readonly number[]) => Promise<Taught>;
  readonly prepare: (batch: Int32Array, taught: Taught) => Omit<TimedBatch, 'teacherSeconds'>;
}

/** Prepares batches in order; while those of one group are consumed, the next group is taught. */
export async function* prepareAhead<Taught>({
  batches,
  count,
  teach,
  prepare,
}: GroupedWork<Taught>): AsyncGenerator<TimedBatch, void, undefined> {
  let left = count;
  const begin = (): { readonly group: Int32Array[]; readonly taught: Promise<Taught> } => {
    const group = Array.from({ length: Math.min(groupSize, left) }, () => batches.next().value);
    left -= group.length;
    const taught = teach(group.flatMap((batch) => Array.from(batch)));
    // A failure is seen when the group's turn comes.
    taught.catch(() => undefined);
    return { group, taught };
  };
  let askedAt = performance.now();
  const waiting = [begin()];
  while (left > 0 && waiting.length * groupSize < taughtFirst) {
    await waiting.at(-1)!.taught;
    waiting.push(begin());
  }
  for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
    const vectors = await next.taught;
    let teacherSeconds = (performance.now() - askedAt) / 1000;
    if (waiting.length === 0 && left > 0) waiting.push(begin());
    for (const batch of next.group) {
      yield { ...prepare(batch, vectors), teacherSeconds };
      teacherSeconds = 0;
    }
    askedAt = performance.now();
  }
}
