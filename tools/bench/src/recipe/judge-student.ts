import type { EncoderCheckpoint } from '@optical/checkpoints';
import type { IdentifiedText, RetrievalSet, SentencePair } from '@optical/datasets';
import { evaluateRun } from '@optical/evaluation';
import type { Metric } from '@optical/evaluation';
import { encodeTexts } from '../alignment/encode-texts.ts';
import { openRanker } from '../alignment/paragraph-ranker.ts';

export interface JudgeOptions {
  readonly teacher: EncoderCheckpoint;
  /** Texts that are cut off at so many tokens, special ones included. */
  readonly lengths: Readonly<Record<'question' | 'document', number>>;
  readonly threads: number;
}

/** Ranks a fixed English collection, encoded once by the teacher. */
export interface Judge extends AsyncDisposable {
  /** Mean of a metric over queries in the language of an encoder. */
  measure(encoder: EncoderCheckpoint, queries: readonly IdentifiedText[]): Promise<number>;
}

async function openJudge(
  documents: readonly IdentifiedText[],
  judgements: RetrievalSet['judgements'],
  metric: Metric,
  { teacher, lengths, threads }: JudgeOptions,
): Promise<Judge> {
  const ranker = await openRanker(await encodeTexts(teacher, documents, lengths.document, threads), threads);
  return {
    measure: async (encoder, queries) => {
      const asked = new Set(queries.map(({ id }) => id));
      const rankings = await ranker.rank(await encodeTexts(encoder, queries, lengths.question, threads));
      const judged = judgements.filter(({ queryId }) => asked.has(queryId));
      return evaluateRun({ name: 'recipe', rankings }, judged, [metric]).means[0]!;
    },
    [Symbol.asyncDispose]: () => ranker[Symbol.asyncDispose](),
  };
}

/** nDCG@10 of questions on English paragraphs. */
export function openQuestionJudge({ documents, judgements }: RetrievalSet, options: JudgeOptions): Promise<Judge> {
  return openJudge(documents, judgements, { kind: 'ndcg', cutoff: 10 }, options);
}

/** Mean reciprocal rank of the English sentence that a foreign one translates, among those of all held-out pairs. */
export function openTranslationJudge(pairs: readonly SentencePair[], options: JudgeOptions): Promise<Judge> {
  const documents = pairs.map(({ english }, place) => ({ id: String(place), text: english }));
  const judgements = documents.map(({ id }) => ({ queryId: id, documentId: id, relevance: 1 }));
  return openJudge(documents, judgements, { kind: 'reciprocal-rank', cutoff: 0 }, options);
}

/** The foreign sides as queries of `openTranslationJudge`. */
export function translationQueries(pairs: readonly SentencePair[]): IdentifiedText[] {
  return pairs.map(({ foreign }, place) => ({ id: String(place), text: foreign }));
}
