type Event<T, R> =
  | { readonly kind: 'item'; readonly result: IteratorResult<T, unknown> }
  | { readonly kind: 'done'; readonly work: Promise<Event<T, R>>; readonly value: R };

/**
 * Works on up to `limit` items at a time and yields what comes of them as it comes. The next item is read only when
 * there is room for it and the reader has taken what was yielded: a slow reader holds up the source.
 */
export async function* mapConcurrently<T, R>(
  source: AsyncIterable<T>,
  limit: number,
  work: (item: T) => Promise<R>,
): AsyncGenerator<R> {
  const iterator = source[Symbol.asyncIterator]();
  const running = new Set<Promise<Event<T, R>>>();
  const read = async (): Promise<Event<T, R>> => ({ kind: 'item', result: await iterator.next() });
  let next: Promise<Event<T, R>> | undefined = read();
  let isEnded = false;
  while (next !== undefined || running.size > 0) {
    const event: Event<T, R> = await Promise.race(next === undefined ? running : [next, ...running]);
    if (event.kind === 'item') {
      next = undefined;
      if (event.result.done === true) isEnded = true;
      else start(event.result.value);
    } else {
      running.delete(event.work);
      yield event.value;
    }
    if (next === undefined && !isEnded && running.size < limit) next = read();
  }

  function start(item: T): void {
    const promise: Promise<Event<T, R>> = work(item).then((value) => ({ kind: 'done', work: promise, value }));
    // Its failure is seen by the race; this keeps one that comes after the reader has left from ending the process.
    promise.catch(() => undefined);
    running.add(promise);
  }
}
