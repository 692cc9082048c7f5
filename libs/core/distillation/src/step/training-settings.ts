import { invalidArgument } from '@optical/errors';
import { constantSchedule, cosineSchedule, linearSchedule } from '@optical/graph';
import type { OptimizerOptions, Schedule, TrainingOptions } from '@optical/graph';
import { validateStepSettings } from './validate-step-settings.ts';

/** AdamW; the wire's `OptimizerSpec`. */
export interface OptimizerSettings {
  /** Highest learning rate, above 0, at most 1. Default 1e-4. */
  readonly learningRate?: number;
  /** Decay of the first moment, 0 to below 1. Default 0.9. */
  readonly beta1?: number;
  /** Decay of the second moment, 0 to below 1. Default 0.999. */
  readonly beta2?: number;
  /** Keeps the denominator from 0, above 0. Default 1e-8. */
  readonly epsilon?: number;
  /** Decoupled decay of matrices, 0 to 1; biases and normalisations have none. Default 0.01. */
  readonly weightDecay?: number;
  /** Greatest global norm of the gradient; 0: no clipping. Default 1. */
  readonly maxGradientNorm?: number;
  /** Share of activations dropped, from 0 to below 1. Default 0. */
  readonly dropout?: number;
}

/** Course of the learning rate; part of the wire's `ScheduleSpec`. */
export interface ScheduleSettings {
  /** Steps of the whole training, 1 to 10,000,000. */
  readonly steps: number;
  /** Steps over which the learning rate rises, at most `steps`. Default a tenth of them. */
  readonly warmupSteps?: number;
  /** How it falls afterwards, to 0 at the last step unless constant. Default `linear`. */
  readonly decay?: 'constant' | 'linear' | 'cosine';
}

/** How a step is computed; none of it changes what is computed but `rowSparseEmbeddings: true`. */
export interface ExecutionSettings {
  /** Steps in one call of the model, see `TrainingOptions` of @optical/graph. Default 1. */
  readonly stepsPerCall?: number;
  /** Use operators that only some of the runtime's providers have. Default false. */
  readonly contrib?: boolean;
  /**
   * True: update only the rows of the word table that a step reads: lazy AdamW, which leaves the moments of the others as
   * they are and does not decay them (see `rowSparseAdamw` of @optical/graph). False, the default: AdamW as it is defined.
   * `'moments'`: AdamW as it is defined, in less time; its moments are kept as of the last step that read a row, and there
   * is one more state tensor (see `rowMomentsAdamw`).
   */
  readonly rowSparseEmbeddings?: boolean | 'moments';
  /**
   * The student reads several texts in a row where they fit, instead of one and padding: the same vectors from as many
   * rows as a batch needs. `distillationFeeds` packs them. Not with dropout or several steps per call, whose shapes are
   * fixed; of a distillation step only. Default false.
   */
  readonly packed?: boolean;
}

/** What all training steps have in common. */
export interface StepSettings {
  readonly optimizer?: OptimizerSettings;
  readonly schedule: ScheduleSettings;
  /**
   * Parts that a step is computed in, one after the other, to save memory; divides the examples of a batch. Inputs then
   * have the parts as a further first axis. Contrastive terms see one part at a time. Default 1.
   */
  readonly accumulation?: number;
  /** Of dropout; whole number from 0 to 2³² - 1. Default 0. */
  readonly seed?: number;
  readonly execution?: ExecutionSettings;
}

/**
 * The settings as the graph's training step takes them.
 * @throws OpticalError invalid-argument as `validateStepSettings`
 */
export function trainingOptions(
  settings: StepSettings,
): Pick<TrainingOptions, 'optimizer' | 'seed' | 'microBatches' | 'stepsPerCall' | 'contrib'> {
  const {
    seed = 0,
    accumulation = 1,
    execution: { stepsPerCall = 1, contrib = false } = {},
  } = validateStepSettings(settings);
  return { optimizer: optimizerOptions(settings), seed, microBatches: accumulation, stepsPerCall, contrib };
}

/** Examples of one part of a batch. */
export function examplesOfPart(examples: number, { accumulation = 1 }: StepSettings): number {
  const part = examples / accumulation;
  if (!(Number.isInteger(part) && part >= 1))
    throw invalidArgument({
      field: 'accumulation',
      description: `a batch of ${examples} does not divide into ${accumulation} parts`,
    });
  return part;
}

function optimizerOptions({ optimizer = {}, schedule }: StepSettings): OptimizerOptions {
  const { learningRate = 1e-4, maxGradientNorm = 1, beta1, beta2, epsilon, weightDecay } = optimizer;
  return {
    learningRate,
    ...(beta1 !== undefined && { beta1 }),
    ...(beta2 !== undefined && { beta2 }),
    ...(epsilon !== undefined && { epsilon }),
    ...(weightDecay !== undefined && { weightDecay }),
    schedule: scheduleOf(schedule),
    // The norm is a metric even where nothing is clipped.
    clipNorm: maxGradientNorm === 0 ? Infinity : maxGradientNorm,
  };
}

function scheduleOf({ steps, warmupSteps = Math.floor(steps / 10), decay = 'linear' }: ScheduleSettings): Schedule {
  if (decay === 'constant' || warmupSteps === steps) return constantSchedule({ warmupSteps });
  const options = { warmupSteps, totalSteps: steps };
  return decay === 'linear' ? linearSchedule(options) : cosineSchedule(options);
}
