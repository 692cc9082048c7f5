import { analyzeStudy } from '@optical/evaluation';
import type { Ranking, StudyFindings } from '@optical/evaluation';
import {
  indexDocuments,
  ownTerms,
  scoreBm25,
  termsOf,
  trainLexicon,
  translatedTerms,
  wordSegment,
} from '@optical/lexical';
import { renderReport } from '@optical/report';
import type { ReportFormat } from '@optical/report';
import type { IdentifiedText, SentencePair } from '@optical/datasets';

/** What a lexical arm ranks. */
export interface LexicalInput {
  readonly language: string;
  readonly queries: readonly IdentifiedText[];
  readonly passages: readonly IdentifiedText[];
  /** Bitext of the language, for translated queries; queries are taken as they are without. */
  readonly bitext?: readonly Pick<SentencePair, 'english' | 'foreign'>[];
  readonly depth: number;
}

export interface ReportInput {
  readonly findings: StudyFindings;
  readonly format: ReportFormat;
}

/** Work that takes longer than an event loop may stand still. Arguments and results are copied between threads. */
export const tasks = {
  /** The report of a study in a format, as text. */
  report: ({ findings, format }: ReportInput): Promise<string> =>
    renderReport({ ...findings, analysis: analyzeStudy(findings) }, format),
  rankByWords: ({ language, queries, passages, bitext, depth }: LexicalInput): Ranking[] => {
    const [english, foreign] = [wordSegment('en'), wordSegment(language)];
    const index = indexDocuments(passages.map(({ text }) => termsOf(text, english)));
    const lexicon =
      bitext &&
      trainLexicon({
        english: bitext.map((pair) => termsOf(pair.english, english)),
        foreign: bitext.map((pair) => termsOf(pair.foreign, foreign)),
      });
    return queries.map(({ id, text }) => {
      const terms = termsOf(text, foreign);
      const query = lexicon ? translatedTerms(terms, (term) => lexicon.get(term)) : ownTerms(terms);
      const scores = scoreBm25(index, query);
      const found = Array.from(scores.keys())
        .filter((place) => scores[place]! > 0)
        .sort((a, b) => scores[b]! - scores[a]! || a - b)
        .slice(0, depth);
      return {
        queryId: id,
        documentIds: found.map((place) => passages[place]!.id),
        scores: found.map((place) => scores[place]!),
      };
    });
  },
};

export type Tasks = typeof tasks;
