import type { Ranking } from '@optical/evaluation';
import { invalidArgument } from '@optical/errors';
import { encodeTexts } from './encode-texts.ts';
import type { TeacherClient } from './encode-texts.ts';
import { maxSimScores } from './max-sim.ts';
import { dimsOf } from './passage-vectors.ts';
import type { PassagesOf } from './passage-vectors.ts';
import type { Ranker } from './ranker.ts';

export interface ExactRankerOptions {
  readonly client: () => TeacherClient;
  readonly passages: PassagesOf;
  readonly threads?: number;
}

/** Exact MaxSim over vectors of the teacher service: no candidates, no codes; the reference of every index. */
export function exactRanker({ client, passages, threads }: ExactRankerOptions): Ranker {
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
      const scores = await maxSimScores(vectors, stored, dims, {
        ...(threads !== undefined && { threads }),
        ...(signal && { signal }),
      });
      return queries.map(({ id }, place) => best(id, scores[place]!, track.passages, depth));
    },
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
