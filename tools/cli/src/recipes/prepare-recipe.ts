import type { JobSpec } from '@optical/contracts/distiller';
import type { VocabularySpec } from '@optical/contracts/tokenizer';
import { locateFile, obtainFile, derivedFiles, pinnedFiles } from '@optical/datasets';
import { invalidArgument, OpticalError } from '@optical/errors';
import { trainVocabulary } from '../commands/train-vocabulary.ts';
import { readInputs } from '../commands/vocab-inputs.ts';
import type { TextBatch } from '../commands/text-batches.ts';
import { defaultTeacher, ensureTeacher } from '../models/default-teacher.ts';
import { withService } from '../connect/with-service.ts';
import type { CommandContext } from '../settings.ts';
import { recipePlaces, squadTexts } from './recipe-data.ts';
import { studentRecipe } from './student-recipe.ts';
import { fallbackTeacherRecipe } from './teacher-recipe.ts';

export interface RecipeFlags {
  /** `student` or `teacher`. */
  readonly recipe: string;
  /** Of a student, BCP 47. */
  readonly lang?: string;
  /** Of a student; default: all-MiniLM-L6-v2, registered unless it is. */
  readonly teacher?: string;
}

/**
 * The specification of a recipe, after what it needs has been registered unless it is: a vocabulary, and the default
 * teacher where none is named.
 */
export async function prepareRecipe(flags: RecipeFlags, context: CommandContext): Promise<JobSpec> {
  if (flags.recipe === 'teacher') {
    const { vocabulary, spec } = fallbackTeacherRecipe;
    await ensureVocabulary(vocabulary, () => squadTexts(recipePlaces(context)), context);
    return spec;
  }
  if (flags.recipe !== 'student')
    throw invalidArgument({ field: '--recipe', description: `${flags.recipe} is neither student nor teacher` });
  if (flags.lang === undefined) throw invalidArgument({ field: '--lang', description: 'is missing: name a language' });
  const places = recipePlaces(context);
  const isObtainable = (name: string): boolean =>
    locateFile(places, name) !== undefined || pinnedFiles.has(name) || derivedFiles.has(name);
  const { vocabulary, spec } = studentRecipe(flags.lang, flags.teacher ?? defaultTeacher, isObtainable);
  const { language } = spec.student!.bitext![0]!;
  const texts = async function* () {
    const files = spec.student!.bitext!.map(({ dataset }) => `bitext/${dataset!}.${language!}.tsv`);
    const inputs = [];
    for (const name of files) inputs.push({ language: language!, file: await obtainFile(places, name) });
    yield* readInputs(inputs, 'foreign');
  };
  await ensureVocabulary(vocabulary, texts, context);
  if (flags.teacher === undefined) await withService(context, 'teacher', ensureTeacher);
  return spec;
}

async function ensureVocabulary(
  spec: VocabularySpec,
  texts: () => AsyncIterable<TextBatch>,
  context: CommandContext,
): Promise<void> {
  await withService(context, 'tokenizer', async (client) => {
    const vocabulary = spec.name!;
    try {
      await client.describeVocabulary({ vocabulary });
    } catch (error) {
      if (!(error instanceof OpticalError) || error.kind !== 'not-found') throw error;
      await trainVocabulary(client, spec, texts(), { context });
    }
  });
}
