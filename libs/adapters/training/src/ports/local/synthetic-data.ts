import { hash } from 'node:crypto';
import { isSyntheticLanguage, syntheticPairs, syntheticSet } from '@optical/datasets';
import type { SentencePair } from '@optical/datasets';
import { invalidArgument } from '@optical/errors';
import type { RelevanceExample, ResolvedData } from '../resources.ts';

/** Bitext of a language that is made out of English. @throws OpticalError `invalid-argument` for another language */
export function syntheticBitext(language: string): ResolvedData<SentencePair> {
  if (!isSyntheticLanguage(language))
    throw invalidArgument({
      field: 'language',
      description: `${JSON.stringify(language)} is no language for private use, qaa to qtz`,
    });
  return made(syntheticPairs(language, 'training'));
}

/** Sentences of the training part as questions about themselves and the sentence after them. */
export function syntheticQuestions(): ResolvedData<RelevanceExample> {
  const pairs = syntheticPairs('qaa', 'training');
  return made(
    pairs.slice(1).map(({ id, english }, place) => {
      return { id, query: pairs[place]!.english, positive: `${pairs[place]!.english} ${english}`, negatives: [] };
    }),
  );
}

function made<Example>(examples: readonly Example[]): ResolvedData<Example> {
  return {
    name: syntheticSet,
    digest: hash('sha256', JSON.stringify(examples)),
    fromEvaluation: false,
    read: () => ({
      report: { malformed: 0, examples: [] },
      // eslint-disable-next-line @typescript-eslint/require-await -- data sets are read as async iterables
      async *[Symbol.asyncIterator]() {
        yield* examples;
      },
    }),
  };
}
