import { existsSync, statSync } from 'node:fs';
import path from 'node:path';
import { invalidArgument, OpticalError } from '@optical/errors';

/** Where a caller says that data may be. */
export interface DataSettings {
  /** An option of the call, such as a flag. */
  readonly folder?: string;
  /** The value of the setting OPTICAL_DATA. */
  readonly setting?: string;
  /** A folder within the checkout; `shared/data` is looked for in it and in every folder above it. */
  readonly checkout?: string;
  /** The project's own cache folder; it need not exist. */
  readonly cache?: string;
}

export interface DataPlace {
  readonly origin: 'option' | 'setting' | 'checkout' | 'cache';
  readonly folder: string;
}

/**
 * The folders to search, first the one that wins: option, setting, `shared/data` beside the checkout, cache.
 * A folder that was named by option or setting and does not exist is refused rather than passed over.
 */
export function dataPlaces(settings: DataSettings): DataPlace[] {
  const places: DataPlace[] = [];
  if (settings.folder !== undefined) places.push({ origin: 'option', folder: existing('folder', settings.folder) });
  if (settings.setting !== undefined) {
    places.push({ origin: 'setting', folder: existing('OPTICAL_DATA', settings.setting) });
  }
  const shared = settings.checkout === undefined ? undefined : sharedDataAbove(path.resolve(settings.checkout));
  if (shared !== undefined) places.push({ origin: 'checkout', folder: shared });
  if (settings.cache !== undefined) places.push({ origin: 'cache', folder: settings.cache });
  return places;
}

/** The first of `places` that holds `name` (a path such as `xquad/xquad.hi.json`), plain or with `.gz`. */
export function locateFile(places: readonly DataPlace[], name: string): string | undefined {
  return places
    .flatMap(({ folder }) => [path.join(folder, name), path.join(folder, `${name}.gz`)])
    .find((file) => existsSync(file));
}

/** As `locateFile`, but `not-found`, with the folders searched, when there is none. */
export function requireFile(places: readonly DataPlace[], name: string): string {
  const file = locateFile(places, name);
  if (file !== undefined) return file;
  const searched = places.map(({ origin, folder }) => `${folder} (${origin})`).join(', ') || 'no folder';
  throw new OpticalError('not-found', `data file ${JSON.stringify(name)} is not in ${searched}`, {
    resource: { type: 'data file', name },
  });
}

function existing(field: string, folder: string): string {
  if (statSync(folder, { throwIfNoEntry: false })?.isDirectory()) return folder;
  throw invalidArgument({ field, description: `${JSON.stringify(folder)} is not a folder` });
}

function sharedDataAbove(folder: string): string | undefined {
  const candidate = path.join(folder, 'shared', 'data');
  if (existsSync(candidate)) return candidate;
  const parent = path.dirname(folder);
  return parent === folder ? undefined : sharedDataAbove(parent);
}
