import { setImmediate as turn } from 'node:timers/promises';
import { OpticalError } from '@optical/errors';
import type { Query, SearchLimits, SearchResult } from '../port/search.ts';
import type { EmbeddedEngineOptions } from './engine-options.ts';
import type { RecallLog } from './recall-log.ts';
import { abortError } from './searching/search-pool.ts';
import type { SearchPool } from './searching/search-pool.ts';
import type { SearchRequest } from './searching/search-request.ts';

/** Of the time that is left when a search arrives, what is kept for reading texts and sending the reply. */
const reserve = { share: 0.15, maximumMs: 100 };

/** Longest time that an exact repetition may take. */
const repetitionMs = 60_000;

/** A collection that is searched, and what is known of its recall. */
export interface SearchedCollection {
  readonly name: string;
  readonly folder: string;
  readonly recall: RecallLog;
}

/**
 * Searches, and now and then repeats a search by candidates exactly while a thread is idle, to see what candidates miss.
 */
export async function searchCollection(
  collection: SearchedCollection,
  pool: SearchPool,
  options: EmbeddedEngineOptions,
  query: Query,
  { deadline, signal }: SearchLimits,
): Promise<SearchResult> {
  const arrived = performance.now();
  const left = Math.max(0, deadline - Date.now());
  const scoreUntil = deadline - Math.min(reserve.maximumMs, left * reserve.share);
  const { probes, interactions, exactTokens } = options;
  const cancelled = new SharedArrayBuffer(4);
  const request: SearchRequest = {
    ...query,
    folder: collection.folder,
    candidates: { probes, interactions, exactTokens },
    scoreUntil,
    cancelled,
  };
  const cancel = () => Atomics.store(new Int32Array(cancelled), 0, 1);
  signal.addEventListener('abort', cancel, { once: true });
  try {
    let queue = 0;
    const { candidatesMs, rerankMs, ...found } = await pool.run((thread) => {
      if (Date.now() >= scoreUntil) throw new OpticalError('deadline-exceeded', 'the search waited until its deadline');
      queue = performance.now() - arrived;
      return thread.call('search', request);
    }, signal);
    if (signal.aborted) throw abortError(signal);
    // Where all that is eligible was scored, candidates missed nothing.
    const isByCandidates = !query.exact && found.counts.candidates < found.counts.eligible;
    if (isByCandidates && !found.partial && Math.random() < options.recallSampleRatio) {
      void repeatExactly(collection, pool, options, request, found);
    }
    return { ...found, milliseconds: { queue, candidates: candidatesMs, rerank: rerankMs } };
  } finally {
    signal.removeEventListener('abort', cancel);
  }
}

async function repeatExactly(
  collection: SearchedCollection,
  pool: SearchPool,
  { observer }: EmbeddedEngineOptions,
  request: SearchRequest,
  found: Pick<SearchResult, 'hits' | 'version'>,
): Promise<void> {
  const { k, candidateBudget } = request;
  const cancelled = new SharedArrayBuffer(4);
  const exact = { ...request, exact: true, omitContent: true, scoreUntil: Date.now() + repetitionMs, cancelled };
  const cancel = () => Atomics.store(new Int32Array(cancelled), 0, 1);
  // The thread that found the hits is idle a moment after they are here.
  await turn();
  try {
    const repeated = await pool.runIdle((thread) => thread.call('search', exact), cancel);
    // What was written in between is nothing that candidates missed.
    if (repeated === undefined || repeated.partial || repeated.version !== found.version) return;
    const recall = collection.recall.add(k, candidateBudget, idsOf(found), idsOf(repeated));
    observer?.onRecall?.(collection.name, k, recall);
  } catch {
    // The collection is gone: no estimate from this search.
  }
}

const idsOf = ({ hits }: Pick<SearchResult, 'hits'>): string[] => hits.map(({ id }) => id);
