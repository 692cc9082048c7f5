import { invalidArgument } from '@optical/errors';
import { vectorSize } from '@optical/encoder';
import type { DropoutOptions, EncoderConfig } from '@optical/encoder';
import { buildTrainingStep, l2Normalize, mul, randomKey, scalar, scope, slice } from '@optical/graph';
import type { TrainingContext, TrainingGraph, ValueType } from '@optical/graph';
import { collapseMetrics } from '../diagnostics/collapse-metrics.ts';
import { meanOverPairs, presence } from '../pairs/mean-over-pairs.ts';
import type { ScoredTexts } from '../pairs/scored-pairs.ts';
import { infoNce, logShares } from '../scoring/log-shares.ts';
import { maxSim } from '../scoring/max-sim.ts';
import { encodedVectors, trainedParameters } from './encoder-training.ts';
import { examplesOfPart, trainingOptions } from './training-settings.ts';
import type { StepSettings } from './training-settings.ts';

export interface TeacherStepOptions extends StepSettings {
  readonly encoder: EncoderConfig;
  /** Sizes of one batch. */
  readonly shape: TeacherShape;
  /** Divides the scores before the softmax, above 0. Default 1. */
  readonly temperature?: number;
  /** Train the query side only; passages are fed as vectors, so that they keep those of an index. Default false. */
  readonly freezePassages?: boolean;
}

export interface TeacherShape {
  readonly queries: number;
  readonly queryLength: number;
  readonly passageLength: number;
  /** Further passages per query that do not answer it, beside those of the other queries. Default 0. */
  readonly hardNegatives?: number;
}

/**
 * One optimisation step of a late-interaction encoder on queries and their passages: InfoNCE over MaxSim scores, where
 * all passages of the batch but its own are negatives of a query, hard negatives of other queries too. Queries and
 * passages go through one encoder. Karpukhin et al. 2020, https://arxiv.org/abs/2004.04906; ColBERT: Khattab and Zaharia
 * 2020, https://arxiv.org/abs/2004.12832
 *
 * Inputs: `query_input_ids` int64, `query_attention_mask` and `query_scoring_mask` float32, [queries, queryLength]; the
 * same for `passage_…`, [queries · (1 + hardNegatives), passageLength], of which passage i is the positive of query i and
 * the others are hard negatives in any order; with frozen passages `passage_vectors`, [..., dims], and
 * `passage_scoring_mask`. Texts with a scoring mask of zeros count nowhere.
 *
 * Metrics: `loss`, `gradientNorm` before clipping, `learningRate`, and `collapseMetrics` of the queries.
 * @throws OpticalError invalid-argument if a setting is out of range or a length exceeds the encoder's positions
 */
export function buildTeacherStep(options: TeacherStepOptions): TrainingGraph {
  const { encoder, shape, temperature = 1, execution: { rowSparseEmbeddings = false } = {} } = options;
  if (!(temperature > 0 && Number.isFinite(temperature)))
    throw invalidArgument({ field: 'temperature', description: `${temperature} is not a positive finite number` });
  const part = { ...shape, queries: examplesOfPart(shape.queries, options) };
  return buildTrainingStep({
    ...trainingOptions(options),
    parameters: trainedParameters(encoder, rowSparseEmbeddings),
    inputs: teacherInputTypes(part, options),
    forward: (context) => {
      const { queries, passages } = encodedBatch(options, context);
      return scope(context.graph, 'loss', () => {
        const present = presence(passages.mask);
        const answered = mul(presence(queries.mask), slice(present, 0, 0, part.queries));
        const losses = infoNce(logShares(maxSim(queries, passages), present, temperature));
        return { loss: meanOverPairs(losses, answered), metrics: collapseMetrics(queries.vectors, queries.mask) };
      });
    },
  });
}

function teacherInputTypes(
  { queries, queryLength, passageLength, hardNegatives = 0 }: TeacherShape,
  { encoder, freezePassages = false }: TeacherStepOptions,
): Readonly<Record<string, ValueType>> {
  const passages = queries * (1 + hardNegatives);
  const texts = (role: string, shape: readonly number[]): Record<string, ValueType> => ({
    [`${role}_input_ids`]: { dtype: 'int64', shape },
    [`${role}_attention_mask`]: { dtype: 'float32', shape },
    [`${role}_scoring_mask`]: { dtype: 'float32', shape },
  });
  const frozen: Record<string, ValueType> = {
    passage_vectors: { dtype: 'float32', shape: [passages, passageLength, vectorSize(encoder)] },
    passage_scoring_mask: { dtype: 'float32', shape: [passages, passageLength] },
  };
  return {
    ...texts('query', [queries, queryLength]),
    ...(freezePassages ? frozen : texts('passage', [passages, passageLength])),
  };
}

function encodedBatch(
  { encoder, optimizer: { dropout: rate = 0 } = {}, freezePassages = false }: TeacherStepOptions,
  { graph, parameter, input, randomKey: key }: TrainingContext,
): Readonly<Record<'queries' | 'passages', ScoredTexts>> {
  const encoded = (role: string, dropout: DropoutOptions): ScoredTexts => {
    const texts = { inputIds: input(`${role}_input_ids`), attentionMask: input(`${role}_attention_mask`) };
    const vectors = scope(graph, role, () => encodedVectors(encoder, parameter, texts, dropout));
    return { vectors, mask: input(`${role}_scoring_mask`) };
  };
  return {
    queries: encoded('query', { rate, key }),
    passages: freezePassages
      ? { vectors: l2Normalize(input('passage_vectors'), -1), mask: input('passage_scoring_mask') }
      : encoded('passage', { rate, key: randomKey(key, scalar(graph, 1, 'uint32')) }),
  };
}
