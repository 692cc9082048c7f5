import path from 'node:path';
import { failedPrecondition } from '@optical/errors';
import { derivedFiles } from '../catalogue/derived-files.ts';
import { pinnedFiles } from '../catalogue/pinned-files.ts';
import type { Derivation } from '../derivation/derivation.ts';
import { writeLines } from '../derivation/write-lines.ts';
import { download } from '../download/download.ts';
import type { DownloadOptions } from '../download/download.ts';
import type { PinnedFile } from '../download/pinned-file.ts';
import { locateFile, requireFile } from './data-places.ts';
import type { DataPlace } from './data-places.ts';

export interface ObtainOptions extends DownloadOptions {
  /** Files that can be fetched, by name. Default `pinnedFiles`. */
  readonly pins?: ReadonlyMap<string, PinnedFile>;
  /** Files that can be made of such, by name. Default `derivedFiles`. */
  readonly derivations?: ReadonlyMap<string, Derivation>;
}

/**
 * The path of a data file: the first of `places` that has it; else, in the cache among `places`, downloaded when it is
 * pinned, or made of files that are. `not-found` names the folders searched when it is neither; without a cache nothing
 * is downloaded.
 */
export async function obtainFile(
  places: readonly DataPlace[],
  name: string,
  options: ObtainOptions = {},
): Promise<string> {
  const found = locateFile(places, name);
  if (found !== undefined) return found;
  const pin = (options.pins ?? pinnedFiles).get(name);
  const derivation = (options.derivations ?? derivedFiles).get(name);
  if (pin === undefined && derivation === undefined) return requireFile(places, name);
  const cache = places.find(({ origin }) => origin === 'cache');
  if (cache === undefined)
    throw failedPrecondition(`${name} is not on this machine, and there is no cache to fetch it into`);
  const destination = path.join(cache.folder, name);
  if (pin !== undefined) await download(pin, destination, options);
  else {
    const sources: string[] = [];
    for (const source of derivation!.sources) sources.push(await obtainFile(places, source, options));
    await writeLines(destination, derivation!.lines(sources), options.signal);
  }
  return destination;
}
