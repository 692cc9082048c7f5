import { invalidArgument } from '@optical/errors';
import { buildTrainingStep } from '@optical/graph';
import type { TrainingGraph } from '@optical/graph';
import { distillationLoss } from './distillation-loss.ts';
import type { DistillationOptions } from './distillation-loss.ts';
import { trainedParameters } from './encoder-training.ts';
import { examplesOfPart, trainingOptions } from './training-settings.ts';
import type { StepSettings } from './training-settings.ts';

export interface DistillationStepOptions extends DistillationOptions, StepSettings {}

/**
 * One optimisation step of a student on a batch of bitext pairs, as a model. The teacher's vectors are inputs, computed
 * once and kept by the caller. Steps for other lengths or numbers of pairs have the same state and can take turns.
 *
 * Metrics: `loss`, `gradientNorm` before clipping, `learningRate`; those of `weightedSum` and of `collapseMetrics`.
 * @throws OpticalError invalid-argument if a setting is out of range or a length exceeds the encoder's positions
 */
export function buildDistillationStep(options: DistillationStepOptions): TrainingGraph {
  const {
    student,
    shape,
    optimizer: { dropout: rate = 0 } = {},
    execution: { rowSparseEmbeddings = false, packed = false, stepsPerCall = 1 } = {},
  } = options;
  const part = { ...shape, pairs: examplesOfPart(shape.pairs, options) };
  if (packed && (rate > 0 || stepsPerCall > 1))
    throw invalidArgument({
      field: 'execution.packed',
      description: `packed texts have no dropout, not ${rate}, and one step per call, not ${stepsPerCall}`,
    });
  const { inputs, loss } = distillationLoss({ ...options, shape: part }, packed);
  return buildTrainingStep({
    ...trainingOptions(options),
    parameters: trainedParameters(student, rowSparseEmbeddings),
    inputs,
    forward: ({ parameter, input, randomKey: key }) => loss(parameter, input, rate === 0 ? undefined : { rate, key }),
  });
}
