import { syntheticPairs } from '@optical/datasets';
import type { TrackContent } from './question-tracks.ts';
import type { TrackQueries } from './track-data.ts';

/** Languages that are made out of English for trials, of all those for private use. */
const languages = ['qaa', 'qab', 'qac'];

/** Sentences in synthetic languages search for their English originals. */
export function syntheticTrack(): TrackContent {
  const english = syntheticPairs(languages[0]!, 'evaluation');
  const judgments = english.map(({ id }) => ({ queryId: id, documentId: id, relevance: 1 }));
  const clusters = english.map(({ id }) => id);
  const queriesOf = (texts: readonly { readonly id: string; readonly text: string }[]): TrackQueries => {
    return { queries: texts, judgments, clusters };
  };
  const originals = english.map(({ id, english: text }) => ({ id, text }));
  return {
    passages: originals.map((original) => ({ ...original, language: 'en' })),
    byLanguage: new Map(
      languages.map((language) => {
        const texts = syntheticPairs(language, 'evaluation').map(({ id, foreign }) => ({ id, text: foreign }));
        return [language, queriesOf(texts)];
      }),
    ),
    english: () => queriesOf(originals),
  };
}
