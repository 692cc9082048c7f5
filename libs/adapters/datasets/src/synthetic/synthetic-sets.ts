import type { SentencePair } from '../reading/bitext.ts';
import { englishSentences } from './english-sentences.ts';
import { SyntheticLanguage } from './synthetic-language.ts';

/** Name of the data set that is made rather than read; its languages are those reserved for private use. */
export const syntheticSet = 'synthetic';

/** Whether a language is one that is made out of English: `qaa` to `qtz`, which BCP 47 reserves for private use. */
export const isSyntheticLanguage = (language: string): boolean => /^q[a-t][a-z]$/.test(language);

/** Pairs of sentences; another part of the set shares no sentence with it. */
export type SyntheticPart = 'training' | 'evaluation';

/** Hard enough for a small encoder to have something to learn. */
const traits = { overlap: 0.05, noise: 0.25, window: 3 };

const sizes: Readonly<Record<SyntheticPart, number>> = { training: 400, evaluation: 120 };

/** Sentences in English and a synthetic language, different ones in each part: the same on every machine. */
export function syntheticPairs(language: string, part: SyntheticPart): SentencePair[] {
  const [evaluation, training] = [englishOf('evaluation'), englishOf('training')];
  const held = new Set(evaluation);
  const sentences = part === 'evaluation' ? evaluation : training.filter((text) => !held.has(text));
  const foreign = new SyntheticLanguage({ seed: language, ...traits });
  return sentences.map((text, place) => {
    const { english, foreign: translated } = foreign.translate(text);
    return { id: `${part}.${place}`, english, foreign: translated };
  });
}

const englishOf = (part: SyntheticPart): string[] => [...new Set(englishSentences(sizes[part], part))];
