import { setTimeout as sleep } from 'node:timers/promises';
import type { UpsertRequest } from '@optical/contracts/indexer';
import type { IdentifiedText } from '@optical/datasets';
import { suitableCentroids } from '@optical/scoring';
import { median, quantile } from '../measure/quantile.ts';
import type { TokenVectors } from '../search/corpus/token-vectors.ts';
import type { RetrievalSystem } from './services.ts';

export interface UploadOptions {
  readonly passages: readonly IdentifiedText[];
  readonly vectors: TokenVectors;
  readonly dims: number;
  readonly batch: number;
  /** Tokens that the index may leave uncovered. */
  readonly uncoveredTokens: number;
  /** One search, by its number. */
  readonly search: (index: number) => Promise<unknown>;
}

/** Pause between two searches while passages arrive, in milliseconds. */
const pauseMs = 250;

/** Writes all passages in one stream and searches meanwhile, until the index covers them with as many centroids as suit. */
export async function measureUpload(system: RetrievalSystem, options: UploadOptions): Promise<Record<string, number>> {
  const { collection, indexer } = system;
  const { passages, vectors, uncoveredTokens, search } = options;
  const waits: number[] = [];
  let waiting = passages.length;
  let worstUncovered = 0;
  const upload = { isOver: false };
  const tokens = vectors.starts.at(-1)!;
  const covered = (uncovered: number) => uncovered * (tokens / passages.length) <= uncoveredTokens;
  let centroids = 0;
  let coveredAt: number | undefined;
  const searching = (async () => {
    for (let index = 0; !upload.isOver || !covered(waiting) || centroids < suitableCentroids(tokens); index++) {
      const begun = performance.now();
      await search(index);
      waits.push(performance.now() - begun);
      const { statistics } = (await indexer.client.describeCollection({ collection })).collection!;
      waiting = statistics!.unindexedPassages;
      ({ centroids } = statistics!);
      if (upload.isOver && covered(waiting)) coveredAt ??= performance.now();
      worstUncovered = Math.max(worstUncovered, waiting);
      await sleep(pauseMs);
    }
  })();
  const begun = performance.now();
  let written = 0;
  for await (const { inserted } of indexer.client.upsert(requests(system, options), { deadlineMs: 600_000 })) {
    written += inserted;
  }
  upload.isOver = true;
  if (written !== passages.length) throw new Error(`${written} of ${passages.length} passages were written`);
  const uploaded = performance.now();
  await searching;
  return {
    'upload.passages_per_second': (1000 * written) / (uploaded - begun),
    'upload.seconds': (uploaded - begun) / 1000,
    'upload.covered_after_seconds': (coveredAt! - begun) / 1000,
    'upload.trained_after_seconds': (performance.now() - begun) / 1000,
    'upload.most_uncovered_passages': worstUncovered,
    'upload.search_ms.p50': median(waits),
    'upload.search_ms.p95': quantile(waits, 0.95),
    'upload.search_ms.worst': Math.max(...waits),
    'index.centroids': centroids,
  };
}

async function* requests(
  { collection, fingerprint }: RetrievalSystem,
  { passages, vectors: { values, starts }, dims, batch }: UploadOptions,
): AsyncGenerator<UpsertRequest, void, undefined> {
  for (let first = 0; first < passages.length; first += batch) {
    await Promise.resolve();
    yield {
      collection,
      spaceFingerprint: fingerprint,
      sequence: first + 1,
      passages: passages.slice(first, first + batch).map(({ id, text }, index) => {
        const [begin, end] = [starts[first + index]!, starts[first + index + 1]!];
        const part = values.subarray(begin * dims, end * dims);
        const data = Buffer.from(part.buffer, part.byteOffset, part.byteLength);
        return { id, language: 'en', text, vectors: { shape: [end - begin, dims], dtype: 'DTYPE_F16', data } };
      }),
    };
  }
}
