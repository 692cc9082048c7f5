import { createHash } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { datasetKind, parseReference } from '@optical/artifacts';
import type { ArtifactReference, ArtifactRegistry } from '@optical/artifacts';
import { findDataSet, syntheticSet } from '@optical/datasets';
import { failedPrecondition, invalidArgument } from '@optical/errors';
import { syntheticTrack } from './synthetic-track.ts';
import { collectionTrack } from './collection-track.ts';
import { knownItemTrack } from './known-item-track.ts';
import { crossLingualTrack, pooledTrack } from './question-tracks.ts';
import type { TrackContent } from './question-tracks.ts';
import { selectQueries } from './track-data.ts';
import type { TrackData, TrackName, TrackQueries } from './track-data.ts';
import type { DataFolders, TrackFiles } from './track-files.ts';

/** The tracks of this process, each read once. */
export interface Tracks {
  /**
   * @throws OpticalError `not-found` for a data set that is not there, `invalid-argument` for a kind of track that it has
   *   not, `failed-precondition` where its content has not the digest asked for
   */
  open(name: TrackName): Promise<TrackData>;
  /** Its entry in the registry: what it is and its digest, not its content. */
  register(track: TrackData): Promise<ArtifactReference>;
}

export function openTracks(places: DataFolders, files: () => TrackFiles, artifacts: ArtifactRegistry): Tracks {
  const opened = new Map<string, Promise<TrackData>>();
  return {
    open: async ({ kind, dataset }) => {
      const { name, selector = '' } = parseReference(dataset, 'track.dataset');
      const key = `${kind} ${name}`;
      const reading = opened.get(key) ?? read({ kind, dataset: name }, places, files());
      opened.set(key, reading);
      reading.catch(() => opened.delete(key));
      const track = await reading;
      if (!track.digest.startsWith(selector))
        throw failedPrecondition(`${name} has the digest ${track.digest} here, not ${selector}`);
      return track;
    },
    register: async (track) => {
      const { kind, dataset } = track.name;
      const about = { dataset, track: kind, sha256: track.digest };
      const { version } = await artifacts.publish({
        name: `dataset/${dataset}/${kind}`,
        kind: datasetKind,
        files: (folder) => writeFile(path.join(folder, 'dataset.json'), `${JSON.stringify(about)}\n`),
        metadata: { content: 'questions', languages: [...track.languages], rows: track.passages.length },
      });
      return { name: version.name, digest: version.digest };
    },
  };
}

async function read(name: TrackName, places: DataFolders, files: TrackFiles): Promise<TrackData> {
  const content = await contentOf(name, places, files);
  const { passages, byLanguage } = content;
  const languages = name.kind === 'monolingual' ? ['en'] : [...byLanguage.keys()];
  const queriesIn = (language: string): TrackQueries => {
    const queries = byLanguage.get(name.kind === 'monolingual' ? 'en' : language);
    if (queries !== undefined) return queries;
    const description = `${name.dataset} has no queries in ${JSON.stringify(language)}; it has ${languages.join(', ')}`;
    throw invalidArgument({ field: 'language', description });
  };
  return {
    name,
    digest: createHash('sha256').update(`${name.kind} ${files.digest()}`).digest('hex'),
    languages,
    passages,
    queries: queriesIn,
    english: (language) => englishOf(content, queriesIn(language)),
  };
}

function englishOf({ byLanguage, english }: TrackContent, asked: TrackQueries): TrackQueries | undefined {
  if (english !== undefined) return english(asked);
  const all = byLanguage.get('en');
  const found = all && selectQueries(all, new Set(asked.queries.map(({ id }) => id)));
  return found?.queries.length === asked.queries.length ? found : undefined;
}

async function contentOf({ kind, dataset }: TrackName, places: DataFolders, files: TrackFiles): Promise<TrackContent> {
  const known = findDataSet(dataset);
  if (kind === 'known-item') return dataset === syntheticSet ? syntheticTrack() : knownItemTrack(dataset, files);
  if (kind === 'pooled') {
    if (dataset === 'xquad_r') return pooledTrack(dataset, files);
    throw invalidArgument({ field: 'track.kind', description: `${dataset} has no pool of sentences; xquad_r has` });
  }
  if (known?.kind === 'questions' && known.use === 'evaluation') return crossLingualTrack(dataset, files);
  if (known === undefined) return collectionTrack(dataset, places, files);
  throw invalidArgument({
    field: 'track.kind',
    description: `${dataset} has no questions; with bitext a known-item track can be made`,
  });
}
