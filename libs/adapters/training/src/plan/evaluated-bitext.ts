import { LeakGuard } from '@optical/datasets';
import type { HeldOutText, SentencePair } from '@optical/datasets';
import { invalidArgument, OpticalError } from '@optical/errors';
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
    evaluationDatasets.map(async (dataset, place) => {
      const data = await Promise.all(languages.map((language) => present(resources.bitext(dataset, language))));
      if (data.some(Boolean)) return data.filter((one) => one !== undefined);
      throw invalidArgument({
        field: `student.evaluation_datasets[${place}]`,
        description: `${JSON.stringify(dataset)} has none of ${languages.join(', ')}`,
      });
    }),
  );
  return found.flat();
}

/** Undefined for what does not exist; a data set that cannot be read now is no reason to train on it. */
async function present<Data>(data: Promise<Data>): Promise<Data | undefined> {
  try {
    return await data;
  } catch (error) {
    if (error instanceof OpticalError && ['not-found', 'invalid-argument'].includes(error.kind)) return undefined;
    throw error;
  }
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
