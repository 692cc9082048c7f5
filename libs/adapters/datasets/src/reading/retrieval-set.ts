import type { QuestionedParagraph } from './squad.ts';
import type { IdentifiedText, Judgement } from './trec.ts';

/** A collection, queries (keyed by id: some texts repeat) and which documents answer which query. */
export interface RetrievalSet {
  readonly documents: readonly IdentifiedText[];
  readonly queries: readonly IdentifiedText[];
  readonly judgements: readonly Judgement[];
}

/** Every paragraph is a document; a question's own paragraph is its only relevant one. */
export function paragraphRetrieval(paragraphs: readonly QuestionedParagraph[]): RetrievalSet {
  const questions = paragraphs.flatMap(({ id, questions }) => questions.map((question) => ({ ...question, of: id })));
  return {
    documents: paragraphs.map(({ id, text }) => ({ id, text })),
    queries: questions.map(({ id, text }) => ({ id, text })),
    judgements: questions.map(({ id, of }) => ({ queryId: id, documentId: of, relevance: 1 })),
  };
}

/**
 * Every sentence of every paragraph is a document, `paragraph.sentence`; the one in which the first answer starts
 * is relevant (LAReQA, https://arxiv.org/abs/2004.05484). Needs XQuAD-R; questions without an answer sentence are
 * left out.
 */
export function sentenceRetrieval(paragraphs: readonly QuestionedParagraph[]): RetrievalSet {
  const documents = paragraphs.flatMap(({ id, sentences = [] }) =>
    sentences.map((text, index) => ({ id: `${id}.${index}`, text })),
  );
  const answered = paragraphs.flatMap(({ id, questions }) =>
    questions.flatMap((question) =>
      question.answerSentence === undefined ? [] : [{ ...question, of: `${id}.${question.answerSentence}` }],
    ),
  );
  return {
    documents,
    queries: answered.map(({ id, text }) => ({ id, text })),
    judgements: answered.map(({ id, of }) => ({ queryId: id, documentId: of, relevance: 1 })),
  };
}
