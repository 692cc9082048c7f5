import { readdirSync } from 'node:fs';
import path from 'node:path';

/** Paths of the files of the index of the only collection in an engine's folder. */
export function indexFiles(folder: string): string[] {
  const [collection] = readdirSync(path.join(folder, 'collections'));
  return readdirSync(path.join(folder, 'collections', collection!))
    .filter((file) => /^(segment|codec)-/.test(file))
    .map((file) => path.join(folder, 'collections', collection!, file));
}
