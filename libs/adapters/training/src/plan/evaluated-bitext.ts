import { LeakGuard } from '@optical/datasets';
import type { HeldOutText, SentencePair } from '@optical/datasets';
import { OpticalError } from '@optical/errors';
import type { ResolvedData, TrainingResources } from '../ports/resources.ts';
import type { StudentTask } from '../spec/training-spec.ts';

/**
 * The bitext that a task is evaluated on, in the languages that it trains.
 * @throws OpticalError invalid-argument for a data set that has none of them
 */
export async function evaluatedBitext(
  { evaluationDatasets, bitext }: StudentTask,
  resources: Pick<TrainingResources, 'bitext'>,
): Promise<readonly ResolvedData<SentencePair>[]> {
  const languages = [...new Set(bitext.map(({ language }) => language))];
  const found = await Promise.all(
    evaluationDatasets.map(async (dataset) => {
      const inLanguages = await Promise.allSettled(languages.map((language) => resources.bitext(dataset, language)));
      const present = inLanguages.flatMap((result) => (result.status === 'fulfilled' ? result.value : []));
      if (present.length > 0) return present;
      const [first] = inLanguages as PromiseRejectedResult[];
      throw new OpticalError('invalid-argument', `evaluation_datasets: ${dataset}: ${String(first?.reason)}`);
    }),
  );
  return found.flat();
}

/** Finds texts of the evaluation sets and sentences of evaluated bitext. */
export async function guardOf(
  resources: Pick<TrainingResources, 'evaluationTexts'>,
  evaluated: readonly ResolvedData<SentencePair>[],
): Promise<LeakGuard> {
  const texts: HeldOutText[] = [...(await resources.evaluationTexts())];
  for (const { name, read } of evaluated)
    for await (const { id, english, foreign } of read())
      texts.push({ name: `${name} ${id}`, text: english }, { name: `${name} ${id}`, text: foreign });
  return new LeakGuard(texts);
}
