import { packSequences, pruneTable, trainModel1 } from '@optical/alignment';
import { invalidArgument } from '@optical/errors';
import type { Translation } from './structured-query.ts';

/** The two sides of a bitext as terms; pair `i` of one side translates pair `i` of the other. */
export interface TermBitext {
  readonly english: readonly (readonly string[])[];
  readonly foreign: readonly (readonly string[])[];
}

export interface LexiconSettings {
  /** Iterations of IBM Model 1, at least 1. Default 5. */
  readonly iterations?: number;
  /** Translations of at most this probability are dropped and the rest scaled to sum 1; 0 to below 1. Default 0.05. */
  readonly threshold?: number;
}

/** For each foreign term p(English term | foreign term), summing to 1. */
export type TranslationLexicon = ReadonlyMap<string, readonly Translation[]>;

/**
 * Translation probabilities of every foreign term of a bitext by IBM Model 1 (`trainModel1`). A term all of whose
 * translations lie at the threshold or below is left out.
 */
export function trainLexicon({ english, foreign }: TermBitext, settings: LexiconSettings = {}): TranslationLexicon {
  const { iterations = 5, threshold = 0.05 } = settings;
  if (!(threshold >= 0 && threshold < 1)) {
    throw invalidArgument({ field: 'threshold', description: `${threshold} is not from 0 to below 1` });
  }
  const [englishTerms, foreignTerms] = [numbered(english), numbered(foreign)];
  const { table } = trainModel1(
    {
      english: pack(english, englishTerms),
      foreign: pack(foreign, foreignTerms),
      englishVocabulary: englishTerms.size,
      foreignVocabulary: foreignTerms.size,
    },
    iterations,
  );
  const { offsets, english: columns, probabilities } = pruneTable(table, threshold);
  const names = [...englishTerms.keys()];
  const lexicon = new Map<string, Translation[]>();
  for (const [term, row] of foreignTerms) {
    const translations: Translation[] = [];
    for (let entry = offsets[row]!; entry < offsets[row + 1]!; entry++) {
      translations.push({ term: names[columns[entry]!]!, probability: probabilities[entry]! });
    }
    if (translations.length > 0) lexicon.set(term, translations);
  }
  return lexicon;
}

function numbered(texts: readonly (readonly string[])[]): Map<string, number> {
  const numbers = new Map<string, number>();
  for (const terms of texts) for (const term of terms) if (!numbers.has(term)) numbers.set(term, numbers.size);
  return numbers;
}

function pack(texts: readonly (readonly string[])[], numbers: ReadonlyMap<string, number>) {
  return packSequences(texts.map((terms) => terms.map((term) => numbers.get(term)!)));
}
