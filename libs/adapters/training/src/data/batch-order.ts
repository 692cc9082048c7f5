/**
 * Cuts a stream of examples into batches. With `groupOf`, examples of one group (questions of one paragraph) do not meet
 * in a batch, where each would be the other's false negative: the later one waits for the next batch. When there are too
 * few groups to fill a batch, examples meet all the same.
 */
export function* batchOrder(
  examples: Iterator<number, never>,
  size: number,
  groupOf?: (example: number) => number,
): Generator<Int32Array, never, undefined> {
  let waiting: number[] = [];
  for (;;) {
    const batch: number[] = [];
    const groups = new Set<number>();
    const later: number[] = [];
    const take = (example: number): void => {
      const group = groupOf?.(example);
      if (group !== undefined && groups.has(group)) {
        later.push(example);
        return;
      }
      if (group !== undefined) groups.add(group);
      batch.push(example);
    };
    for (const example of waiting) {
      if (batch.length < size) take(example);
      else later.push(example);
    }
    while (batch.length < size && later.length < 4 * size) take(examples.next().value);
    batch.push(...later.splice(0, size - batch.length));
    waiting = later;
    yield Int32Array.from(batch);
  }
}
