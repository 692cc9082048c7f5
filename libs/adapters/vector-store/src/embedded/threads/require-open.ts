import { OpticalError } from '@optical/errors';

/** @throws OpticalError `aborted` for a collection that was deleted after the call had begun */
export function requireOpen<T>(collections: ReadonlyMap<string, T>, folder: string): T {
  const collection = collections.get(folder);
  if (collection === undefined) throw new OpticalError('aborted', 'the collection was deleted meanwhile');
  return collection;
}
