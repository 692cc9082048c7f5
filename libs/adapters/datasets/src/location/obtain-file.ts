import path from 'node:path';
import { failedPrecondition } from '@optical/errors';
import { pinnedFiles } from '../catalogue/pinned-files.ts';
import { download } from '../download/download.ts';
import type { DownloadOptions } from '../download/download.ts';
import type { PinnedFile } from '../download/pinned-file.ts';
import { locateFile, requireFile } from './data-places.ts';
import type { DataPlace } from './data-places.ts';

/**
 * The path of a data file: the first of `places` that has it, else downloaded into the cache among `places` when `pins`
 * knows it. `not-found` names the folders searched when it is neither; without a cache nothing is downloaded.
 */
export async function obtainFile(
  places: readonly DataPlace[],
  name: string,
  options: DownloadOptions & { readonly pins?: ReadonlyMap<string, PinnedFile> } = {},
): Promise<string> {
  const found = locateFile(places, name);
  if (found !== undefined) return found;
  const pin = (options.pins ?? pinnedFiles).get(name);
  if (pin === undefined) return requireFile(places, name);
  const cache = places.find(({ origin }) => origin === 'cache');
  if (cache === undefined)
    throw failedPrecondition(`${name} is not on this machine, and there is no cache to fetch it into`);
  const destination = path.join(cache.folder, name);
  await download(pin, destination, options);
  return destination;
}
