import type { DropoutOptions, EncoderConfig, Parameters } from '@optical/encoder';
import { flatten, gather, scope } from '@optical/graph';
import type { Value, ValueType } from '@optical/graph';
import type { Arm } from '../arms/arm.ts';
import { weightedSum } from '../arms/weighted-sum.ts';
import type { SummedLoss } from '../arms/weighted-sum.ts';
import { collapseMetrics } from '../diagnostics/collapse-metrics.ts';
import type { WeightedObjective } from '../objective/objective.ts';
import { readSide } from '../pairs/side.ts';
import { encodedVectors } from './encoder-training.ts';
import { packedInputs, pairInputTypes, pairsOf } from './pair-inputs.ts';
import type { PairShape } from './pair-inputs.ts';

/** What is trained or measured on a batch of pairs. */
export interface DistillationOptions {
  readonly student: EncoderConfig;
  /** The loss as a weighted sum, at least one term. */
  readonly objectives: readonly WeightedObjective[];
  readonly shape: PairShape;
}

/** A student's loss as a function of its parameters and a batch. */
export interface DistillationLoss {
  readonly inputs: Readonly<Record<string, ValueType>>;
  readonly loss: (parameters: Parameters, input: (name: string) => Value, dropout?: DropoutOptions) => SummedLoss;
}

/**
 * Metrics are those of the weighted sum and `collapseMetrics` of the student's scored positions.
 * @param packed the student reads packed texts; dropout is then not possible
 */
export function distillationLoss(
  { student, objectives, shape }: DistillationOptions,
  packed = false,
): DistillationLoss {
  const sum = weightedSum(objectives);
  const reads: Arm['reads'] = {
    student: [...new Set(['scoringMask' as const, ...sum.reads.student])],
    teacher: sum.reads.teacher,
  };
  return {
    inputs: pairInputTypes(student, reads, shape, packed),
    loss: (parameters, input, dropout) => {
      const texts = { inputIds: input('input_ids'), attentionMask: input('attention_mask') };
      const packing = packed ? { places: input(packedInputs.places), texts: input(packedInputs.texts) } : undefined;
      const encoded = encodedVectors(student, parameters, { ...texts, ...(packing && { packing }) }, dropout);
      const vectors = packed ? gather(flatten(encoded), input(packedInputs.positions)) : encoded;
      const { graph } = vectors;
      const pairs = pairsOf(vectors, reads, input);
      const { loss, metrics } = scope(graph, 'loss', () => sum.loss(pairs));
      const collapse = scope(graph, 'collapse', () => collapseMetrics(vectors, readSide(pairs.student, 'scoringMask')));
      return { loss, metrics: { ...metrics, ...collapse } };
    },
  };
}
