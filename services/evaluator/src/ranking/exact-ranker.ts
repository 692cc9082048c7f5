import { setImmediate as pause } from 'node:timers/promises';
import type { Ranking } from '@optical/evaluation';
import { invalidArgument } from '@optical/errors';
import { oneAtATime } from '../one-at-a-time.ts';
import { encodeTexts } from './encode-texts.ts';
import type { TeacherClient } from './encode-texts.ts';
import { openMaxSim } from './max-sim.ts';
import type { MaxSim } from './max-sim.ts';
import { dimsOf } from './passage-vectors.ts';
import type { PassagesOf, PassageVectors } from './passage-vectors.ts';
import type { Ranker } from './ranker.ts';

export interface ExactRankerOptions {
  readonly client: () => TeacherClient;
  readonly passages: PassagesOf;
  readonly threads?: number;
}

/** Queries between two pauses: sorting a pool of thousands takes milliseconds a query, and other calls wait. */
const turnQueries = 16;

/** Exact MaxSim over vectors of the teacher service: no candidates, no codes; the reference of every index. */
export function exactRanker({ client, passages, threads }: ExactRankerOptions): Ranker {
  const exclusively = oneAtATime();
  let latest: { readonly of: PassageVectors; readonly maxSim: MaxSim } | undefined;
  /** Those of the latest passages: a study scores one track again and again. */
  const maxSimOf = async (stored: PassageVectors, dims: number): Promise<MaxSim> => {
    if (latest?.of !== stored) {
      const before = latest;
      latest = { of: stored, maxSim: openMaxSim(stored, dims, { ...(threads !== undefined && { threads }) }) };
      await before?.maxSim.close();
    }
    return latest.maxSim;
  };
  return {
    rank: async ({ track, language, queries, model, passageModel, depth, signal }) => {
      const teacher = client();
      const stored = await passages(track, passageModel, signal);
      const dims = stored.vectors.length / stored.starts.at(-1)!;
      const queryDims = await dimsOf(teacher, model);
      if (queryDims !== dims)
        throw invalidArgument({
          field: 'model',
          description: `${model} makes vectors of ${queryDims} components, the passages have ${dims}`,
        });
      const texts = queries.map(({ text }) => text);
      const vectors = await encodeTexts(teacher, { model, role: 'query', language, texts, ...(signal && { signal }) });
      const scores = await exclusively(async () => (await maxSimOf(stored, dims)).scores(vectors, signal));
      const rankings: Ranking[] = [];
      for (const [place, { id }] of queries.entries()) {
        if (place % turnQueries === 0) await pause();
        rankings.push(best(id, scores[place]!, track.passages, depth));
      }
      return rankings;
    },
    close: () => exclusively(async () => latest?.maxSim.close()),
  };
}

/** The passages with the highest scores, best first; ties as trec_eval breaks them do not depend on this order. */
function best(
  queryId: string,
  scores: Float32Array,
  passages: readonly { readonly id: string }[],
  depth: number,
): Ranking {
  const order = Array.from(scores, (_, place) => place)
    .sort((a, b) => scores[b]! - scores[a]! || (passages[a]!.id < passages[b]!.id ? 1 : -1))
    .slice(0, depth);
  return {
    queryId,
    documentIds: order.map((place) => passages[place]!.id),
    scores: order.map((place) => scores[place]!),
  };
}
