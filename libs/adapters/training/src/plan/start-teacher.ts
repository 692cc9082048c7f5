import { retrievalSettings } from '@optical/encoding';
import { failedPrecondition, invalidArgument } from '@optical/errors';
import { maximumLength, validateConfig } from '@optical/encoder';
import type { EncoderConfig, Weights } from '@optical/encoder';
import type { EncoderCheckpoint, LateInteraction } from '@optical/checkpoints';
import type { ResolvedReference, TrainingResources } from '../ports/resources.ts';
import type { ArchitectureSpec, TeacherTask } from '../spec/training-spec.ts';
import { tokenizerOf, vocabularyRows } from './start-student.ts';
import type { TeacherStart } from './teacher-problem.ts';

/** BERT's: longer than anything it will be trained on, so that lengths can be raised later. */
const positions = 512;

export interface StartedTeacher {
  readonly start: TeacherStart;
  readonly tokenizerOf: ResolvedReference;
  readonly inputs: readonly (ResolvedReference & { readonly role: string })[];
}

/** @throws OpticalError not-found; invalid-argument for lengths beyond the initial model's */
export async function startTeacher(
  task: TeacherTask,
  seed: number,
  resources: TrainingResources,
): Promise<StartedTeacher> {
  const { initialWeights } = task;
  if ('model' in initialWeights) {
    const model = await resources.model(initialWeights.model);
    const { checkpoint } = model;
    const longest = Math.min(checkpoint.maximumLength ?? Infinity, maximumLength(checkpoint.architecture));
    for (const [field, tokens] of Object.entries({
      query_tokens: task.queryTokens,
      passage_tokens: task.passageTokens,
    })) {
      if (tokens > longest)
        throw invalidArgument({
          field: `teacher.${field}`,
          description: `${tokens} is above the ${longest} that ${model.name} reads`,
        });
    }
    const start: TeacherStart = {
      architecture: checkpoint.architecture,
      tokenizer: tokenizerOf(model),
      model,
      initialise: () => Promise.resolve(checkpoint.parameters),
      checkpointOf: (parameters) => withLengths({ ...checkpoint, parameters }, task),
    };
    return { start, tokenizerOf: model, inputs: [{ role: 'initial-model', name: model.name, digest: model.digest }] };
  }
  const { tokenizer, ...reference } = await resources.vocabulary(initialWeights.architecture.vocabulary);
  const architecture = architectureOf(initialWeights.architecture, vocabularyRows(tokenizer));
  const start: TeacherStart = {
    architecture,
    tokenizer,
    initialise: (workbench, signal) => workbench.do('initialise', { config: architecture, seed }, signal),
    checkpointOf: (parameters: Weights) =>
      withLengths(
        { architecture, parameters, tokenizer, maximumLength: Math.max(task.queryTokens, task.passageTokens) },
        task,
      ),
  };
  const inputs = [{ role: 'vocabulary', name: reference.name, digest: reference.digest }];
  return { start, tokenizerOf: reference, inputs };
}

/** Of BERT's family. Without a projection where vectors are as wide as the hidden states. */
function architectureOf(
  { layers, hiddenSize, attentionHeads, intermediateSize, dims }: ArchitectureSpec,
  { vocabularySize, padTokenId }: Pick<EncoderConfig, 'vocabularySize' | 'padTokenId'>,
): EncoderConfig {
  return validateConfig({
    family: 'bert',
    vocabularySize,
    hiddenSize,
    layers,
    heads: attentionHeads,
    feedForwardSize: intermediateSize,
    maxPositions: positions,
    typeVocabularySize: 2,
    layerNormEps: 1e-12,
    activation: 'gelu',
    normalization: 'post',
    positionOffset: 0,
    padTokenId,
    ...(dims !== hiddenSize && { projectionSize: dims }),
  });
}

function withLengths(checkpoint: EncoderCheckpoint, { queryTokens, passageTokens }: TeacherTask): EncoderCheckpoint {
  const lateInteraction: LateInteraction = {
    ...retrievalSettings(checkpoint),
    queryLength: queryTokens,
    documentLength: passageTokens,
  };
  if (checkpoint.tokenizer === undefined) throw failedPrecondition('the checkpoint has no tokenizer.json');
  return { ...checkpoint, lateInteraction };
}
