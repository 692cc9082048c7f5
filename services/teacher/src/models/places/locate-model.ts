import { existsSync, realpathSync, statSync } from 'node:fs';
import path from 'node:path';
import { failedPrecondition, invalidArgument, OpticalError } from '@optical/errors';
import { fetchModel, isFetched, unobtainable } from './fetch-model.ts';
import type { FetchOptions, HubSettings } from './fetch-model.ts';
import { pinnedModels } from './pinned-models.ts';
import type { PinnedModel } from './pinned-models.ts';

/** Where model directories may be. */
export interface ModelPlaces {
  /** The value of the setting OPTICAL_MODELS. */
  readonly setting?: string | undefined;
  /** A folder within the checkout; `shared/models` is looked for in it and in every folder above it. */
  readonly checkout?: string;
  /** Where fetched models are kept; it need not exist. */
  readonly cache: string;
  /** The hub; undefined fetches nothing. */
  readonly hub?: HubSettings;
  /** Models that may be fetched, by the name of their directory. */
  readonly pins?: ReadonlyMap<string, PinnedModel>;
}

/** A directory to import. */
export interface LocatedModel {
  readonly directory: string;
  /** The known model of that name. */
  readonly pin?: PinnedModel;
  /** Whether its files are those of the known model, because they were fetched and checked. */
  readonly isFetched: boolean;
}

/**
 * A model directory: the first of setting, `shared/models` beside the checkout and cache that has it, else fetched into
 * the cache when it is a known one.
 * @param directory path below one of these folders, or absolute and inside one
 * @throws OpticalError invalid-argument for a path that leads out of the folders; not-found, naming the folders that
 *   were searched; unavailable when a known model could not be fetched; failed-precondition for a setting that names no
 *   folder; cancelled
 */
export async function locateModel(
  places: ModelPlaces,
  directory: string,
  options: FetchOptions = {},
): Promise<LocatedModel> {
  if (directory === '') throw invalidArgument({ field: 'directory', description: 'is required' });
  const cache = path.resolve(places.cache);
  const folders = foldersOf(places, cache);
  const pin = (places.pins ?? pinnedModels).get(directory);
  const isPartial = (found: string): boolean =>
    pin !== undefined && found === path.join(cache, directory) && !isFetched(pin, found);
  for (const folder of folders) {
    const candidate = path.resolve(folder, directory);
    if (!isInside(folder, candidate) || !existsSync(candidate) || isPartial(candidate)) continue;
    requireInside(folder, candidate, directory);
    return { directory: candidate, isFetched: pin !== undefined && folder === cache, ...(pin && { pin }) };
  }
  if (folders.every((folder) => !isInside(folder, path.resolve(folder, directory)))) {
    const description = `${JSON.stringify(directory)} leads out of ${folders.join(', ')}`;
    throw invalidArgument({ field: 'directory', description });
  }
  if (pin === undefined) throw missing(directory, folders);
  if (places.hub === undefined) throw missing(directory, folders, '; fetching from the hub is switched off');
  try {
    await fetchModel(pin, path.join(cache, directory), places.hub, options);
  } catch (error) {
    if (error instanceof OpticalError && error.kind === 'cancelled') throw error;
    throw unobtainable(directory, folders, error);
  }
  return { directory: path.join(cache, directory), pin, isFetched: true };
}

function foldersOf({ setting, checkout }: ModelPlaces, cache: string): string[] {
  if (setting !== undefined && !statSync(setting, { throwIfNoEntry: false })?.isDirectory()) {
    throw failedPrecondition(`the setting models (OPTICAL_MODELS) is ${JSON.stringify(setting)}, which is no folder`);
  }
  const shared = checkout === undefined ? undefined : sharedModelsAbove(path.resolve(checkout));
  return [setting, shared, cache].filter((folder) => folder !== undefined).map((folder) => path.resolve(folder));
}

function sharedModelsAbove(folder: string): string | undefined {
  const candidate = path.join(folder, 'shared', 'models');
  if (existsSync(candidate)) return candidate;
  const parent = path.dirname(folder);
  return parent === folder ? undefined : sharedModelsAbove(parent);
}

function isInside(folder: string, candidate: string): boolean {
  const relative = path.relative(folder, candidate);
  return relative !== '' && relative.split(path.sep)[0] !== '..' && !path.isAbsolute(relative);
}

/** Links may not lead where paths may not. */
function requireInside(folder: string, candidate: string, directory: string): void {
  if (isInside(realpathSync(folder), realpathSync(candidate))) return;
  throw invalidArgument({ field: 'directory', description: `${JSON.stringify(directory)} is a link out of ${folder}` });
}

function missing(directory: string, folders: readonly string[], also = ''): OpticalError {
  const message = `model directory ${JSON.stringify(directory)} is in none of ${folders.join(', ')}${also}`;
  return new OpticalError('not-found', message, { resource: { type: 'model directory', name: directory } });
}
