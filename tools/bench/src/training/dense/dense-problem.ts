import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { buildDistillationStep, distillationFeeds } from '@optical/distillation';
import type { Feeds } from '@optical/distillation';
import { encoderParameters, initialiseParameters } from '@optical/encoder';
import type { EncoderConfig, Weights } from '@optical/encoder';
import type { TrainingGraph } from '@optical/graph';
import { seededUniform } from '../../measure/seeded-uniform.ts';
import { bytesOf } from '../../bytes-of.ts';

/** 10.9 M parameters. */
const encoder = {
  family: 'bert',
  vocabularySize: 30_000,
  hiddenSize: 256,
  layers: 4,
  heads: 4,
  feedForwardSize: 1024,
  maxPositions: 32,
  typeVocabularySize: 2,
  layerNormEps: 1e-12,
  activation: 'gelu',
  normalization: 'post',
  positionOffset: 0,
  padTokenId: 0,
  projectionSize: 128,
} as const satisfies EncoderConfig;

/** What both sides compute: one text of full length per row, all positions with equal mass. */
export const denseProblem = {
  encoder,
  batch: 32,
  length: 32,
  /** Different batches, taken in turn. */
  batches: 8,
  training: { learningRate: 1e-4, weightDecay: 0.01, clipNorm: 1, epsilon: 0.1, iterations: 20 },
};

export interface DenseBatch {
  readonly ids: BigInt64Array;
  /** [batch, length, dims], rows of length 1. */
  readonly teacher: Float32Array;
}

export interface DenseData {
  readonly weights: Weights;
  readonly batches: readonly DenseBatch[];
}

/** Random words and random directions. */
export function denseData(seed: number): DenseData {
  const { batch, length, batches } = denseProblem;
  const uniform = seededUniform(seed);
  return {
    weights: initialiseParameters(encoder, seed),
    batches: Array.from({ length: batches }, () => ({
      ids: BigInt64Array.from({ length: batch * length }, () => BigInt(Math.floor(uniform() * encoder.vocabularySize))),
      teacher: unitVectors(uniform, batch * length, encoder.projectionSize),
    })),
  };
}

function unitVectors(uniform: () => number, count: number, dims: number): Float32Array {
  const vectors = new Float32Array(count * dims);
  for (let begin = 0; begin < vectors.length; begin += dims) {
    const vector = Array.from({ length: dims }, () => 2 * uniform() - 1);
    const norm = Math.hypot(...vector);
    vectors.set(
      vector.map((x) => x / norm),
      begin,
    );
  }
  return vectors;
}

/** The step with AdamW of all parameters, that of the word table by `rowMomentsAdamw`, which computes the same. */
export function denseStep(): TrainingGraph {
  const { batch, length, training } = denseProblem;
  const { learningRate, weightDecay, clipNorm, epsilon, iterations } = training;
  const marginal = 'uniform-positions';
  return buildDistillationStep({
    student: encoder,
    shape: { pairs: batch, studentLength: length, teacherLength: length },
    objectives: [
      {
        objective: 'ot-sinkhorn',
        transport: { studentMarginal: marginal, teacherMarginal: marginal, regularization: epsilon, iterations },
      },
    ],
    optimizer: { learningRate, weightDecay, maxGradientNorm: clipNorm },
    schedule: { steps: 1, warmupSteps: 0, decay: 'constant' },
    execution: { contrib: true, rowSparseEmbeddings: 'moments' },
  });
}

export function denseFeeds(graph: TrainingGraph, { ids, teacher }: DenseBatch): Feeds {
  const ones = new Float32Array(ids.length).fill(1);
  return distillationFeeds(
    graph,
    { inputIds: ids.slice(), attentionMask: ones, scoringMask: ones },
    { vectors: teacher.slice(), scoringMask: ones },
  );
}

/** What `training_dense.py` reads. */
export function writeDenseProblem(folder: string, { weights, batches }: DenseData): void {
  const parameters = encoderParameters(encoder);
  const write = (name: string, arrays: readonly (Float32Array | BigInt64Array)[]): void => {
    writeFileSync(path.join(folder, name), Buffer.concat(arrays.map(bytesOf)));
  };
  write(
    'weights.f32',
    parameters.map(({ name }) => weights.get(name)!.data),
  );
  write(
    'ids.i64',
    batches.map(({ ids }) => ids),
  );
  write(
    'teacher.f32',
    batches.map(({ teacher }) => teacher),
  );
  const about = { ...denseProblem, parameters: parameters.map(({ name, shape }) => [name, shape]) };
  writeFileSync(path.join(folder, 'dense.json'), JSON.stringify(about));
}
