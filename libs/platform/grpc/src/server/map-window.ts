/**
 * Results in the order in which they are done, at most `window` at a time; the next item is taken while others are worked
 * on. A reader that does not take results holds up the items. The first failure ends the iteration.
 */
export async function* mapWindow<T, R>(
  items: AsyncIterable<T>,
  window: number,
  work: (item: T) => Promise<R>,
): AsyncGenerator<R, void, undefined> {
  type Event = { readonly item: IteratorResult<T> } | { readonly result: R; readonly of: Promise<Event> };
  const iterator = items[Symbol.asyncIterator]();
  const running = new Set<Promise<Event>>();
  let next: Promise<Event> | undefined;
  let ended = false;
  try {
    for (;;) {
      if (!ended && next === undefined && running.size < window) {
        next = iterator.next().then((item) => ({ item }));
      }
      if (next === undefined && running.size === 0) return;
      const event = await Promise.race(next ? [...running, next] : running);
      if ('result' in event) {
        running.delete(event.of);
        yield event.result;
        continue;
      }
      next = undefined;
      if (event.item.done === true) {
        ended = true;
        continue;
      }
      const task: Promise<Event> = work(event.item.value).then((result) => ({ result, of: task }));
      running.add(task);
    }
  } finally {
    // What still runs ends with the call; nobody is left to hear how.
    for (const task of running) task.catch(() => undefined);
    next?.catch(() => undefined);
    if (!ended) void iterator.return?.().then(undefined, () => undefined);
  }
}
