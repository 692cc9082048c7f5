import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { invalidArgument } from '@optical/errors';
import { findDataSet } from '../catalogue/data-sets.ts';

/** A bitext file of one set and language; `readBitext` reads it. */
export interface BitextFile {
  readonly set: string;
  readonly language: string;
  readonly path: string;
}

/**
 * The bitext of a language below `folder` (`bitext/SET.LANG.tsv`, gzip or not), by name of the set. Without `sets`:
 * those that the catalogue has on by default and those it does not know (a user's own). A set that is named and
 * not there, or is for evaluation only, is refused.
 */
export async function listBitext(folder: string, language: string, sets?: readonly string[]): Promise<BitextFile[]> {
  const directory = path.join(folder, 'bitext');
  const names = await readdir(directory).catch((error: unknown) => {
    throw invalidArgument({ field: 'folder', description: `${directory} cannot be listed: ${String(error)}` });
  });
  const found = names
    .sort()
    .map((name) => ({ name, parts: /^(?<set>[^.]+)\.(?<language>[^.]+)\.tsv(\.gz)?$/.exec(name)?.groups }))
    .filter(({ parts }) => parts?.language === language)
    .map(({ name, parts }) => ({ set: parts!.set!, language, path: path.join(directory, name) }));
  if (sets === undefined) return found.filter(({ set }) => isTrainedByDefault(set));
  return sets.map((set) => {
    if (findDataSet(set)?.use === 'evaluation') {
      throw invalidArgument({ field: 'sets', description: `${set} is for evaluation only` });
    }
    const file = found.find((candidate) => candidate.set === set);
    if (file) return file;
    const known = found.map((candidate) => candidate.set).join(', ') || 'none';
    throw invalidArgument({
      field: 'sets',
      description: `${set} has no ${language} bitext in ${directory} (${known})`,
    });
  });
}

function isTrainedByDefault(name: string): boolean {
  const set = findDataSet(name);
  return set === undefined || (set.onByDefault && set.use === 'training');
}
