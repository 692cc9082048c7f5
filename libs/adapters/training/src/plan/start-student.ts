import type { IdSequences } from '@optical/alignment';
import { countTokens, frequentIds, parseTokenizerJson, tokenIds } from '@optical/checkpoints';
import type { CheckpointTokenizer, EncoderCheckpoint } from '@optical/checkpoints';
import { vectorSize } from '@optical/encoder';
import type { EncoderConfig } from '@optical/encoder';
import { failedPrecondition, invalidArgument } from '@optical/errors';
import type { ResolvedModel, ResolvedReference, TrainingResources } from '../ports/resources.ts';
import type { StudentTask } from '../spec/training-spec.ts';

/** What a student starts from, before the bitext is known. */
export interface StudentBase {
  /** Whose layers it takes. */
  readonly model: ResolvedModel;
  /** Reads the foreign side. */
  readonly tokenizer: CheckpointTokenizer;
  /** What the tokenizer is called: the vocabulary or the model. */
  readonly tokenizerOf: ResolvedReference;
  readonly architecture: EncoderConfig;
  /** References that the training depends on, beside the teacher. */
  readonly inputs: readonly (ResolvedReference & { readonly role: string })[];
}

/**
 * @throws OpticalError invalid-argument for a vocabulary that the initialisation does not take or lacks;
 *   failed-precondition for encoders that do not fit each other or have no tokenizer
 */
export async function startStudent(
  task: StudentTask,
  teacher: ResolvedModel,
  resources: TrainingResources,
): Promise<StudentBase> {
  const { initialization: start, vocabulary } = task;
  if (start.source === 'aligned') {
    if (vocabulary === '')
      throw invalidArgument({ field: 'vocabulary', description: 'is required for an aligned initialisation' });
    tokenizerOf(teacher);
    const { tokenizer, ...reference } = await resources.vocabulary(vocabulary);
    const inputs = [{ role: 'vocabulary', name: reference.name, digest: reference.digest }];
    return {
      model: teacher,
      tokenizer,
      tokenizerOf: reference,
      architecture: withVocabulary(teacher, tokenizer),
      inputs,
    };
  }
  const model = start.source === 'teacher' ? teacher : await resources.model(start.model);
  const tokenizer = tokenizerOf(model);
  if (vocabulary !== '') requireSame(await resources.vocabulary(vocabulary), model, tokenizer);
  const [dims, expected] = [vectorSize(model.checkpoint.architecture), vectorSize(teacher.checkpoint.architecture)];
  if (dims !== expected)
    throw failedPrecondition(
      `${model.name} makes vectors of ${dims} components, its teacher ${teacher.name} of ${expected}: they must be equal`,
    );
  const inputs =
    start.source === 'checkpoint' ? [{ role: 'initial-model', name: model.name, digest: model.digest }] : [];
  return { model, tokenizer, tokenizerOf: model, architecture: model.checkpoint.architecture, inputs };
}

export function tokenizerOf({ name, checkpoint }: ResolvedModel): CheckpointTokenizer {
  if (checkpoint.tokenizer === undefined) throw failedPrecondition(`the model ${name} has no tokenizer.json`);
  return checkpoint.tokenizer;
}

/** Ids of all tokens that texts of a checkpoint's tokenizer contain. */
export function usedIds(sides: readonly IdSequences[], { architecture }: EncoderCheckpoint): Int32Array {
  const sum = new Uint32Array(architecture.vocabularySize);
  for (const { ids } of sides) {
    for (const [id, count] of countTokens(ids, architecture.vocabularySize).entries()) sum[id]! += count;
  }
  return frequentIds(sum, 1);
}

function withVocabulary({ checkpoint }: ResolvedModel, tokenizer: CheckpointTokenizer): EncoderConfig {
  return { ...checkpoint.architecture, ...vocabularyRows(tokenizer) };
}

/**
 * What an encoder needs to know of its vocabulary.
 * @throws OpticalError failed-precondition if it has no padding token
 */
export function vocabularyRows({
  json,
  specialTokens,
}: CheckpointTokenizer): Pick<EncoderConfig, 'vocabularySize' | 'padTokenId'> {
  const ids = tokenIds(parseTokenizerJson(json, 'tokenizer.json'));
  const padTokenId = ids.get(specialTokens.pad);
  if (padTokenId === undefined)
    throw failedPrecondition(`the vocabulary has no padding token ${JSON.stringify(specialTokens.pad)}`);
  let highest = -1;
  for (const id of ids.values()) highest = Math.max(highest, id);
  return { vocabularySize: highest + 1, padTokenId };
}

function requireSame(
  vocabulary: ResolvedReference & { readonly tokenizer: CheckpointTokenizer },
  model: ResolvedModel,
  tokenizer: CheckpointTokenizer,
): void {
  if (Buffer.compare(vocabulary.tokenizer.json, tokenizer.json) === 0) return;
  throw failedPrecondition(
    `vocabulary mismatch: ${vocabulary.name} is not the vocabulary of ${model.name}, from which the student starts; leave it out, or align`,
  );
}
