import path from 'node:path';
import { dataPlaces, proxyDispatcher } from '@optical/datasets';
import type { SettingsOf } from '@optical/config';
import { dataOfPlaces } from '@optical/training';
import type { DataResources } from '@optical/training';
import type { distillerSettings } from '../config.ts';

/** The data sets of the settings' folder, beside the checkout, and in the cache of this service. */
export function dataSets(
  { data, download }: Pick<SettingsOf<typeof distillerSettings>, 'data' | 'download'>,
  folder: string,
): DataResources {
  const places = dataPlaces({
    ...(data !== undefined && { setting: data }),
    checkout: import.meta.dirname,
    cache: path.join(folder, 'data'),
  });
  const { proxy, noProxy } = download;
  if (proxy === undefined) return dataOfPlaces(places);
  return dataOfPlaces(places, {
    dispatcher: proxyDispatcher({ httpProxy: proxy, httpsProxy: proxy, ...(noProxy !== undefined && { noProxy }) }),
  });
}
