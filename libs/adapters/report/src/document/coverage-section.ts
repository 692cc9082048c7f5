import { languageName } from '@optical/evaluation';
import type { StudyResult } from '@optical/evaluation';
import { paragraph } from './report-document.ts';
import type { Section } from './report-document.ts';

/** How finely the students' vocabularies cut each language. */
export function coverageSection({ coverage }: StudyResult): Section {
  const id = 'coverage';
  const title = 'Tokenizer coverage';
  if (coverage.length === 0) return { id, title, blocks: [paragraph('Not measured yet.')] };
  const columns = ['vocabulary', 'tokens', 'tokens per word', 'characters per token', 'unknown'];
  return {
    id,
    title,
    blocks: [
      {
        kind: 'table',
        caption: 'Vocabularies on the foreign side of the bitext',
        columns: [{ title: 'language' }, ...columns.map((title, index) => ({ title, numeric: index > 0 }))],
        rows: coverage.map((covered) => [
          languageName(covered.language),
          covered.vocabulary.name,
          covered.vocabularySize.toLocaleString('en'),
          covered.tokensPerWord.toFixed(2),
          covered.charactersPerToken.toFixed(2),
          `${(100 * covered.unknownShare).toFixed(2)} %`,
        ]),
      },
    ],
  };
}
