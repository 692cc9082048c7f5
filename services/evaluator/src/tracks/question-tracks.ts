import { findDataSet, paragraphRetrieval, readSquad, sentenceRetrieval } from '@optical/datasets';
import type { QuestionedParagraph, RetrievalSet } from '@optical/datasets';
import { notFound } from '@optical/errors';
import type { TrackFiles } from './track-files.ts';
import type { Passage, TrackQueries } from './track-data.ts';

/** What a track is made of before it is one. */
export interface TrackContent {
  readonly passages: readonly Passage[];
  readonly byLanguage: ReadonlyMap<string, TrackQueries>;
  /** Queries in English, where they are not those of the language `en` by the same ids. */
  readonly english?: (queries: TrackQueries) => TrackQueries;
}

const english = 'en';

/**
 * Questions of XQuAD (or another set of questions in SQuAD's form) in every language on its English paragraphs; every
 * question keeps its id. With XQuAD-R the English sentences are what is searched.
 */
export async function crossLingualTrack(dataset: string, files: TrackFiles): Promise<TrackContent> {
  const [passagesOf, languages] = [retrievalOf(dataset), languagesOf(dataset)];
  const byLanguage = new Map<string, TrackQueries>();
  let passages: readonly Passage[] = [];
  for (const language of languages) {
    const set = passagesOf(await paragraphs(dataset, language, files));
    if (language === english) passages = set.documents.map((document) => ({ ...document, language }));
    byLanguage.set(language, judged(set));
  }
  return { passages, byLanguage };
}

/**
 * XQuAD-R's sentences of all languages in one pool (LAReQA, https://arxiv.org/abs/2004.05484): every question has one
 * answer in each language. Ids are `language:paragraph.sentence`.
 */
export async function pooledTrack(dataset: string, files: TrackFiles): Promise<TrackContent> {
  const sets = new Map<string, RetrievalSet>();
  for (const language of languagesOf(dataset))
    sets.set(language, sentenceRetrieval(await paragraphs(dataset, language, files)));
  const answers = [...sets].flatMap(([language, { judgements }]) =>
    judgements.map(({ queryId, documentId, relevance }) => ({
      queryId,
      documentId: `${language}:${documentId}`,
      relevance,
    })),
  );
  const passages = [...sets].flatMap(([language, { documents }]) =>
    documents.map(({ id, text }) => ({ id: `${language}:${id}`, text, language })),
  );
  const byLanguage = new Map(
    [...sets].map(([language, set]) => {
      const { queries, clusters } = judged(set);
      const asked = new Set(queries.map(({ id }) => id));
      return [language, { queries, clusters, judgments: answers.filter(({ queryId }) => asked.has(queryId)) }];
    }),
  );
  return { passages, byLanguage };
}

function languagesOf(dataset: string): readonly string[] {
  const known = findDataSet(dataset);
  if (known?.kind !== 'questions' || known.use !== 'evaluation') throw notFound('data set of questions', dataset);
  return known.languages;
}

const retrievalOf = (dataset: string) => (dataset === 'xquad_r' ? sentenceRetrieval : paragraphRetrieval);

async function paragraphs(dataset: string, language: string, files: TrackFiles): Promise<QuestionedParagraph[]> {
  const name = dataset === 'xquad_r' ? `xquad_r/${language}.json` : `${dataset}/${dataset}.${language}.json`;
  return readSquad(await files.obtain(name)).toArray();
}

/** A question's cluster is the paragraph that its answer is in, or whose sentence it is: `article.paragraph`. */
function judged({ queries, judgements }: RetrievalSet): TrackQueries {
  const paragraphOf = new Map(
    judgements.map(({ queryId, documentId }) => [queryId, documentId.split('.').slice(0, 2).join('.')]),
  );
  return { queries, judgments: judgements, clusters: queries.map(({ id }) => paragraphOf.get(id) ?? id) };
}
