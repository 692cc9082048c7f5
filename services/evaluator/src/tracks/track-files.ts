import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import path from 'node:path';
import { dataPlaces, locateFile, obtainFile, proxyDispatcher } from '@optical/datasets';
import type { DataPlace, DownloadOptions } from '@optical/datasets';
import type { SettingsOf } from '@optical/config';
import type { evaluatorSettings } from '../config.ts';

/** Files of data sets, and what was read. */
export interface TrackFiles {
  /** Path of a file; fetched where it is pinned. @throws OpticalError `not-found` */
  obtain(name: string): Promise<string>;
  /** Path of a file that may be missing. */
  locate(name: string): Promise<string | undefined>;
  /** sha256 over names and content of the files so far. */
  digest(): string;
}

export type DataFolders = readonly DataPlace[];

/** Where data sets and collections are looked for: the settings' folder, beside the checkout, the service's cache. */
export function dataFolders(data: string | undefined, folder: string): DataFolders {
  return dataPlaces({
    ...(data !== undefined && { setting: data }),
    checkout: import.meta.dirname,
    cache: path.join(folder, 'data'),
  });
}

/** How data sets are fetched. */
export function downloadOptions({
  proxy,
  noProxy,
}: SettingsOf<typeof evaluatorSettings>['download']): Pick<DownloadOptions, 'dispatcher'> {
  if (proxy === undefined) return {};
  return {
    dispatcher: proxyDispatcher({ httpProxy: proxy, httpsProxy: proxy, ...(noProxy !== undefined && { noProxy }) }),
  };
}

/** Files of one track; their content goes into its digest. */
export function trackFiles(places: DataFolders, fetching: Pick<DownloadOptions, 'dispatcher'>): TrackFiles {
  const total = createHash('sha256');
  const take = async (name: string, found: string): Promise<string> => {
    const content = createHash('sha256');
    for await (const chunk of createReadStream(found)) content.update(chunk as Buffer);
    total.update(`${name}\u0000${content.digest('hex')}\n`);
    return found;
  };
  return {
    obtain: async (name) => take(name, await obtainFile(places, name, fetching)),
    locate: async (name) => {
      const found = locateFile(places, name);
      return found === undefined ? undefined : take(name, found);
    },
    digest: () => total.copy().digest('hex'),
  };
}
