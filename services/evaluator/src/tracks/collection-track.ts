import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { readJsonLines, readQrels, readTexts, readTopics } from '@optical/datasets';
import type { IdentifiedText } from '@optical/datasets';
import { invalidArgument, notFound } from '@optical/errors';
import type { TrackContent } from './question-tracks.ts';
import type { TrackQueries } from './track-data.ts';
import type { DataFolders, TrackFiles } from './track-files.ts';

/** Forms of passages and queries, by extension. */
const forms = ['jsonl', 'tsv', 'topics'] as const;

/**
 * A user's collection in a folder `collections/<name>` of a data folder: `passages.jsonl` (`{"id", "text"}`) or `.tsv`
 * (id, tab, text); `queries.LANGUAGE.jsonl`, `.tsv` or `.topics` (TREC's markup); `qrels.txt`, or `qrels.LANGUAGE.txt`
 * where languages have judgments of their own. All may be compressed with gzip.
 */
export async function collectionTrack(name: string, places: DataFolders, files: TrackFiles): Promise<TrackContent> {
  const folder = `collections/${name}`;
  const passages = (await readAny(`${folder}/passages`, files))?.map((text) => ({ ...text, language: 'en' }));
  if (passages === undefined) throw notFound('collection', name);
  const known = new Set(passages.map(({ id }) => id));
  if (known.size < passages.length)
    throw invalidArgument({ field: `${folder}/passages`, description: 'has an id more than once' });
  const byLanguage = new Map<string, TrackQueries>();
  for (const language of await languagesIn(folder, places)) {
    const queries = (await readAny(`${folder}/queries.${language}`, files))!;
    const qrels =
      (await files.locate(`${folder}/qrels.${language}.txt`)) ?? (await files.obtain(`${folder}/qrels.txt`));
    const asked = new Set(queries.map(({ id }) => id));
    const judgments = (await readQrels(qrels).toArray()).filter(({ queryId }) => asked.has(queryId));
    const first = new Map(judgments.toReversed().map(({ queryId, documentId }) => [queryId, documentId]));
    byLanguage.set(language, { queries, judgments, clusters: queries.map(({ id }) => first.get(id) ?? id) });
  }
  if (byLanguage.size === 0) throw notFound('file of queries', `${folder}/queries.LANGUAGE.jsonl`);
  return { passages, byLanguage };
}

async function readAny(stem: string, files: TrackFiles): Promise<IdentifiedText[] | undefined> {
  for (const form of forms) {
    const path = await files.locate(`${stem}.${form}`);
    if (path === undefined) continue;
    if (form === 'jsonl') return readJsonLines(path, { id: 'id', text: 'text' }).toArray();
    return (form === 'tsv' ? readTexts(path) : readTopics(path)).toArray();
  }
  return undefined;
}

async function languagesIn(folder: string, places: DataFolders): Promise<string[]> {
  const names = await Promise.all(places.map((place) => readdir(path.join(place.folder, folder)).catch(() => [])));
  const languages = names.flat().flatMap((file) => /^queries\.([^.]+)\./.exec(file)?.[1] ?? []);
  return [...new Set(languages)].sort();
}
