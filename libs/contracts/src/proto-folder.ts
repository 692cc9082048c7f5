import { existsSync } from 'node:fs';
import path from 'node:path';

/** Where the folder lies as seen from this module: beside a bundle, or at the root of the source tree. */
const places = ['proto', '../../../proto'];

/**
 * Path of the folder that holds the contracts, `optical/<stem>/v1/<stem>_service.proto`.
 * @param from folder to look from; the one of this module, which is the bundle's in a bundle.
 * @throws Error naming the places that were searched.
 */
export function findProtoFolder(from: string = import.meta.dirname): string {
  const candidates = places.map((place) => path.resolve(from, place));
  const found = candidates.find((candidate) => existsSync(path.join(candidate, 'optical')));
  if (found === undefined) throw new Error(`no contracts in ${candidates.join(' or ')}`);
  return found;
}
