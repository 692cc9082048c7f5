import { alignExtension, alignStudent, extendTokenizer, trimVocabulary } from '@optical/checkpoints';
import type {
  AlignmentOptions,
  CheckpointTokenizer,
  EncoderCheckpoint,
  TextBitext,
  TokenizedBitext,
} from '@optical/checkpoints';
import { buildDistillationStep, buildHeldOutLoss, buildTeacherStep, effectiveRank } from '@optical/distillation';
import type { DistillationStepOptions, HeldOutLossOptions, TeacherStepOptions } from '@optical/distillation';
import { initialiseParameters } from '@optical/encoder';
import type { EncoderConfig } from '@optical/encoder';
import { buildRankingScores } from '../run/validation/build-ranking-scores.ts';
import type { RankingOptions } from '../run/validation/build-ranking-scores.ts';

/** Work that takes longer than an event loop may stand still. Arguments and results are copied between threads. */
export const tasks = {
  alignStudent: (input: {
    readonly teacher: EncoderCheckpoint;
    readonly tokenizer: CheckpointTokenizer;
    readonly bitext: TokenizedBitext;
    readonly options: AlignmentOptions;
  }) => {
    const { checkpoint, counts } = alignStudent(input.teacher, input.tokenizer, input.bitext, input.options);
    return { architecture: checkpoint.architecture, words: checkpoint.parameters.get('embeddings.word')!, counts };
  },
  extendTokenizer: (input: {
    readonly teacher: CheckpointTokenizer;
    readonly pieces: CheckpointTokenizer;
    readonly texts: TextBitext;
  }) => extendTokenizer(input.teacher, input.pieces, input.texts),
  alignExtension: (input: {
    readonly teacher: EncoderCheckpoint;
    readonly tokenizer: CheckpointTokenizer;
    readonly pieces: CheckpointTokenizer;
    readonly texts: TextBitext;
    readonly options: AlignmentOptions;
  }) => {
    const { teacher, tokenizer, pieces, texts, options } = input;
    const { checkpoint, counts } = alignExtension(teacher, tokenizer, pieces, texts, options);
    return { words: checkpoint.parameters.get('embeddings.word')!, counts };
  },
  trimVocabulary: (input: { readonly checkpoint: EncoderCheckpoint; readonly wanted: Int32Array }) => {
    const { checkpoint, newIds } = trimVocabulary(input.checkpoint, input.wanted);
    const { architecture, tokenizer, parameters } = checkpoint;
    return { architecture, tokenizer: tokenizer!, words: parameters.get('embeddings.word')!, newIds };
  },
  initialise: (input: { readonly config: EncoderConfig; readonly seed: number }) =>
    initialiseParameters(input.config, input.seed),
  buildDistillationStep: (input: DistillationStepOptions) => buildDistillationStep(input),
  buildTeacherStep: (input: TeacherStepOptions) => buildTeacherStep(input),
  buildHeldOutLoss: (input: HeldOutLossOptions) => buildHeldOutLoss(input),
  buildRankingScores: (input: RankingOptions) => buildRankingScores(input),
  effectiveRank: (secondMoment: Float32Array) => effectiveRank(secondMoment),
};

export type Tasks = typeof tasks;
export type TaskName = keyof Tasks;
export type TaskInput<Name extends TaskName> = Parameters<Tasks[Name]>[0];
export type TaskOutput<Name extends TaskName> = ReturnType<Tasks[Name]>;
