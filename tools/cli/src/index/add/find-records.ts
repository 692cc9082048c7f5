import { constants } from 'node:fs';
import { access, readdir, stat } from 'node:fs/promises';
import path from 'node:path';
import { invalidArgument } from '@optical/errors';

/** A file as it was when the records were looked for. */
export interface RecordFile {
  /** Absolute path. */
  readonly path: string;
  /** Path within the folder that was named, with `/`. */
  readonly name: string;
  readonly bytes: number;
  /** Time of the last change. */
  readonly ms: number;
}

/** The place of something that cannot be used, and why. */
export interface Problem {
  readonly at: string;
  readonly problem: string;
}

/** Files that hold records. */
export interface RecordSource {
  /** In the order in which they are read. */
  readonly files: readonly RecordFile[];
  readonly format: RecordFormat;
  /** What a folder holds besides that should be read and cannot. */
  readonly unreadable: readonly Problem[];
}

export type RecordFormat = 'jsonl' | 'tsv' | 'text';

const textEndings = new Set(['.txt', '.md', '.text']);

/**
 * The files at a path: one of JSON Lines, TSV or a text, compressed or not, or a directory of text files, below it too.
 * @throws OpticalError invalid-argument when there is nothing, or nothing of that kind
 */
export async function findRecords(place: string, format?: RecordFormat): Promise<RecordSource> {
  const root = path.resolve(place);
  const found = await describe(root, path.basename(root));
  if (found === 'folder') {
    if (format !== undefined && format !== 'text')
      throw invalidArgument({
        field: '--format',
        description: `${format} is what a file holds, and ${place} is a folder, which is added as texts; name its files`,
      });
    const { files, unreadable } = await findTexts(root);
    if (files.length + unreadable.length > 0) return { format: 'text', files, unreadable };
    throw invalidArgument({ field: 'path', description: `${place} holds no .txt, .text or .md file` });
  }
  if ('problem' in found) throw invalidArgument({ field: 'path', description: `${place} ${found.problem}` });
  return { format: format ?? formatOf(place), files: [found], unreadable: [] };
}

function formatOf(file: string): RecordFormat {
  const [, ending] = /\.(jsonl|ndjson|tsv|txt|md|text)(\.gz)?$/.exec(file) ?? [];
  if (ending === 'jsonl' || ending === 'ndjson') return 'jsonl';
  if (ending === 'tsv') return 'tsv';
  if (ending !== undefined) return 'text';
  throw invalidArgument({ field: 'path', description: `${file} ends in none of .jsonl, .tsv, .txt; say --format` });
}

/** Files of texts by name. Links to files are followed, links to folders are not: they may lead in a circle. */
async function findTexts(root: string): Promise<{ readonly files: RecordFile[]; readonly unreadable: Problem[] }> {
  const found = await describeTexts(root, '');
  const files = found.filter((one) => 'path' in one);
  const unreadable = found.filter((one) => 'problem' in one);
  // By code units, whatever the locale: what an interrupted run goes on from depends on the order.
  return { files: files.sort((a, b) => (a.name < b.name ? -1 : 1)), unreadable };
}

async function describeTexts(root: string, folder: string): Promise<(RecordFile | Problem)[]> {
  const at = path.join(root, folder);
  try {
    const entries = await readdir(at, { withFileTypes: true });
    const found = entries.map(async (entry) => {
      const name = folder === '' ? entry.name : `${folder}/${entry.name}`;
      if (entry.isDirectory()) return describeTexts(root, name);
      if (!textEndings.has(path.extname(name))) return [];
      const one = await describe(path.join(root, name), name);
      return one === 'folder' ? [] : [one];
    });
    return (await Promise.all(found)).flat();
  } catch (error) {
    return [{ at, problem: reasonOf(error) }];
  }
}

/** What is at a path; links are followed. */
async function describe(file: string, name: string): Promise<RecordFile | Problem | 'folder'> {
  try {
    const about = await stat(file);
    if (about.isDirectory()) return 'folder';
    // A pipe gives its bytes once: a run that was interrupted could not go on.
    if (!about.isFile()) return { at: file, problem: 'is no regular file; write what it holds to one, .gz will do' };
    await access(file, constants.R_OK);
    return { path: file, name, bytes: about.size, ms: about.mtimeMs };
  } catch (error) {
    return { at: file, problem: reasonOf(error) };
  }
}

function reasonOf(error: unknown): string {
  const { code, message } = error as NodeJS.ErrnoException;
  return code === 'ENOENT' ? 'does not exist, or links to what does not' : `cannot be read: ${message}`;
}
