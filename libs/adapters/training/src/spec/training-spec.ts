import type { AlarmRule, WeightedObjective } from '@optical/distillation';

/**
 * Everything that determines a training, with every default filled in (see `completeSpec`). Equal specifications, the
 * same data and device train to equal weights. The wire's `JobSpec` without what belongs to the queue.
 */
export interface TrainingSpec {
  /** Of the order of data, dropout and first weights; whole number from 0 to 2³² - 1. */
  readonly seed: number;
  readonly task: TeacherTask | StudentTask;
  readonly optimizer: OptimizerSpec;
  readonly schedule: ScheduleSpec;
  readonly batch: BatchSpec;
  readonly checkpoints: CheckpointSpec;
  /** Kinds without a rule mark the job at their default threshold. */
  readonly alarms: readonly AlarmRule[];
}

/** Supervised contrastive training on queries and the passages that answer them. */
export interface TeacherTask {
  readonly kind: 'teacher';
  /** At least one. */
  readonly data: readonly RelevanceSource[];
  readonly initialWeights: { readonly model: string } | { readonly architecture: ArchitectureSpec };
  /** Train the query side only: passages keep the vectors of the initial model. */
  readonly freezePassages: boolean;
  /** Longest query in tokens, special ones included, 4 to 512. */
  readonly queryTokens: number;
  /** Longest passage in tokens, 8 to 512. */
  readonly passageTokens: number;
  /** Passages per query that do not answer it, beside those of the batch, 0 to 32. */
  readonly hardNegatives: number;
  /** Divides scores before the softmax, above 0. */
  readonly temperature: number;
  readonly allowEvaluationData: boolean;
}

/** A query encoder that learns other languages from bitext. */
export interface StudentTask {
  readonly kind: 'student';
  /** Reference of the teacher. */
  readonly teacher: string;
  /** Reference of the vocabulary; empty: that of the teacher or checkpoint the student starts from. */
  readonly vocabulary: string;
  /** At least one. */
  readonly bitext: readonly BitextSource[];
  /** The loss as a weighted sum; empty: nothing is trained, the first weights are the result (zero-shot). */
  readonly objectives: readonly WeightedObjective[];
  readonly initialization: Initialization;
  /** Length of both sides in tokens, special ones included, 4 to 512. */
  readonly maxTokens: number;
  /** What happens to pairs with a longer side: they are left out, or the side is cut off. */
  readonly longPairs: 'skip' | 'truncate';
  /** Whether both sides are filled up with [MASK] to `maxTokens`. */
  readonly queryAugmentation: boolean;
  /**
   * Pairs held out to choose the best checkpoint, shared out among the bitexts by size, of none more than a tenth; 0: the
   * last one is taken.
   */
  readonly heldOutPairs: number;
  /** Bitext that is evaluated on: pairs that share a sentence with it are left out. */
  readonly evaluationDatasets: readonly string[];
  readonly allowEvaluationData: boolean;
}

export interface RelevanceSource {
  readonly dataset: string;
  /** Of the queries, BCP 47. */
  readonly language: string;
  /** Examples to use, taken by the seed; 0: all. */
  readonly maxExamples: number;
  /** Relative share of the examples seen, above 0; 0: in proportion to the number of examples. */
  readonly weight: number;
}

export interface BitextSource {
  readonly dataset: string;
  /** Of the foreign side, BCP 47. */
  readonly language: string;
  /** Budget of pairs, taken by the seed, of which a smaller one is a part of a larger; 0: all. */
  readonly maxPairs: number;
  /** Relative share of the pairs seen, above 0; 0: in proportion to the number of pairs. */
  readonly weight: number;
}

export type Initialization =
  | { readonly source: 'teacher' }
  | { readonly source: 'checkpoint'; readonly model: string; readonly trimVocabulary: boolean }
  | AlignedInitialization;

/** The teacher's layers under another or a larger vocabulary, whose new vectors are mixtures of the teacher's by alignment. */
export interface AlignedInitialization {
  readonly source: 'aligned';
  /** Of expectation maximisation, 1 to 50. */
  readonly iterations: number;
  /** Smallest translation probability that counts, 0 to 1. */
  readonly minProbability: number;
  /** Whether tokens without a translation that are spelled alike in both vocabularies copy the teacher's vector. */
  readonly keepEqualTokens: boolean;
  /** Pairs to align, taken by the seed; 0: all. */
  readonly maxPairs: number;
  /**
   * Whether the student keeps the teacher's vocabulary and adds words of the bitext and pieces of the named one, which
   * otherwise takes its place; undefined: where the teacher's tokenizer can be extended.
   */
  readonly extendVocabulary: boolean | undefined;
}

/** A new encoder of the BERT family with a projection to `dims`. */
export interface ArchitectureSpec {
  readonly vocabulary: string;
  /** 1 to 48. */
  readonly layers: number;
  /** A multiple of the heads, 16 to 4096. */
  readonly hiddenSize: number;
  /** 1 to 64. */
  readonly attentionHeads: number;
  /** 16 to 16,384. */
  readonly intermediateSize: number;
  /** Components of a token vector, 8 to 4096. */
  readonly dims: number;
}

/** AdamW (Loshchilov and Hutter 2019). */
export interface OptimizerSpec {
  readonly learningRate: number;
  readonly beta1: number;
  readonly beta2: number;
  readonly epsilon: number;
  readonly weightDecay: number;
  /** 0: no clipping. */
  readonly maxGradientNorm: number;
  readonly dropout: number;
}

export interface ScheduleSpec {
  /** 1 to 10,000,000; 0: one pass over the data. */
  readonly steps: number;
  /** Undefined: a tenth of the steps. */
  readonly warmupSteps: number | undefined;
  readonly decay: 'constant' | 'linear' | 'cosine';
  /** Training seconds after which the training ends with what it has, which is not reproducible; 0: no limit. */
  readonly maxSeconds: number;
  /** Held-out measurements without a new lowest loss after which it ends; 0: never. */
  readonly patience: number;
}

export interface BatchSpec {
  /** Per step, 1 to 4096. */
  readonly examples: number;
  /** Parts that a step is computed in; divides `examples`. */
  readonly accumulation: number;
}

export interface CheckpointSpec {
  /** Steps between checkpoints; 0: by time only. */
  readonly everySteps: number;
  /** Training seconds between checkpoints, at least 1. */
  readonly everySeconds: number;
  /** Steps between held-out measurements; 0: at the snapshots. */
  readonly heldOutEverySteps: number;
  /** Steps to publish snapshots at, ascending; 0 is the student before training. Empty: `snapshots` log-spaced ones. */
  readonly snapshotSteps: readonly number[];
  /** Log-spaced snapshots from step 1 to the last, beside the one before training, 0 to 100. */
  readonly snapshots: number;
}
