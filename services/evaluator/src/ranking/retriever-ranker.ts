/// <reference lib="es2025.float16" />
import { createHash } from 'node:crypto';
import type { Passage as PassageMessage, UpsertRequest } from '@optical/contracts/indexer';
import { OpticalError } from '@optical/errors';
import type { Ranking } from '@optical/evaluation';
import type { ServiceClient } from '@optical/grpc';
import type { TrackData } from '../tracks/track-data.ts';
import type { TeacherClient } from './encode-texts.ts';
import type { PassagesOf, PassageVectors } from './passage-vectors.ts';
import type { Ranker } from './ranker.ts';

export interface RetrieverRankerOptions {
  readonly teacher: () => Pick<TeacherClient, 'describeModel'>;
  readonly indexer: () => Pick<ServiceClient<'indexer'>, 'createCollection' | 'upsert'>;
  readonly retriever: () => Pick<ServiceClient<'retriever'>, 'batchSearch'>;
  readonly passages: PassagesOf;
}

/** Passages of one message, and searches of one call: below the limits of messages and queues. */
const batchPassages = 32;
const batchSearches = 64;
/** Most hits of one search: of a larger pool, the rest is not ranked. */
const maxHits = 1_000;

const searchDeadlineMs = 300_000;
const upsertDeadlineMs = 3_600_000;

/**
 * The path that serves users: the retriever encodes the queries with the model, the indexer finds candidates and scores
 * them. Each track and teacher has a collection, which keeps the vectors as 16-bit floats.
 */
export function retrieverRanker(options: RetrieverRankerOptions): Ranker {
  const collections = new Map<string, Promise<string>>();
  return {
    rank: async ({ track, language, queries, model, passageModel, depth, signal }) => {
      const key = `${track.digest} ${passageModel}`;
      const making = collections.get(key) ?? makeCollection(options, track, passageModel, signal);
      collections.set(key, making);
      making.catch(() => collections.delete(key));
      const collection = await making;
      const rankings: Ranking[] = [];
      for (let first = 0; first < queries.length; first += batchSearches) {
        const batch = queries.slice(first, first + batchSearches);
        const { results } = await options.retriever().batchSearch(
          {
            requests: batch.map(({ text }) => {
              return { query: text, language, collection, k: Math.min(depth, maxHits), model, omitContent: true };
            }),
          },
          { deadlineMs: searchDeadlineMs, ...(signal && { signal }) },
        );
        for (const [place, { response, error }] of results.entries()) {
          if (!response) throw new OpticalError('unavailable', `a search was refused: ${error?.message ?? ''}`);
          rankings.push({
            queryId: batch[place]!.id,
            documentIds: response.hits.map(({ id }) => id),
            scores: response.hits.map(({ score }) => score),
          });
        }
      }
      return rankings;
    },
    close: () => Promise.resolve(),
  };
}

/** Makes the collection of a track and teacher; one that was left half full by a kill is filled again. @returns its name */
export async function makeCollection(
  { teacher, indexer, passages }: Omit<RetrieverRankerOptions, 'retriever'>,
  track: TrackData,
  passageModel: string,
  signal?: AbortSignal,
): Promise<string> {
  const hash = createHash('sha256').update(`${track.digest} ${passageModel}`).digest('hex');
  const name = `evaluation-${hash.slice(0, 24)}`;
  const { model } = await teacher().describeModel({ model: passageModel });
  const { collection } = await indexer().createCollection({
    requestId: name,
    spec: {
      name,
      space: model!.space,
      encoder: model!.version,
      codec: { precision: 'VECTOR_PRECISION_F16' },
      description: `${track.name.dataset}, ${track.name.kind}: passages of an evaluation track`,
    },
  });
  if (collection!.statistics?.passages === track.passages.length) return name;
  const stored = await passages(track, passageModel, signal);
  const requests = upserts(name, model!.space!.fingerprint, model!.space!.dims, track, stored);
  for await (const { refused } of indexer().upsert(requests, {
    deadlineMs: upsertDeadlineMs,
    ...(signal && { signal }),
  }))
    if (refused.length > 0)
      throw new OpticalError(
        'failed-precondition',
        `passage ${refused[0]!.id} was refused: ${refused[0]!.error?.message ?? ''}`,
      );
  return name;
}

// eslint-disable-next-line @typescript-eslint/require-await -- the client reads requests as an async iterable
async function* upserts(
  collection: string,
  spaceFingerprint: string,
  dims: number,
  { passages }: TrackData,
  { starts, vectors }: PassageVectors,
): AsyncGenerator<UpsertRequest> {
  for (let first = 0; first < passages.length; first += batchPassages) {
    yield {
      collection,
      spaceFingerprint,
      sequence: first / batchPassages,
      passages: passages.slice(first, first + batchPassages).map(({ id, text, language }, offset): PassageMessage => {
        const [begin, end] = [starts[first + offset]!, starts[first + offset + 1]!];
        const { buffer, byteOffset, byteLength } = vectors.subarray(begin * dims, end * dims);
        const data = Buffer.from(buffer as ArrayBuffer, byteOffset, byteLength);
        return { id, text, language, vectors: { shape: [end - begin, dims], dtype: 'DTYPE_F16', data } };
      }),
    };
  }
}
