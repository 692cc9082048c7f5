/** Work that must not overlap, one after the other. */
export function oneAtATime(): <T>(work: () => Promise<T>) => Promise<T> {
  let last: Promise<unknown> = Promise.resolve();
  return (work) => {
    const result = last.catch(() => undefined).then(work);
    last = result;
    last.catch(() => undefined);
    return result;
  };
}
