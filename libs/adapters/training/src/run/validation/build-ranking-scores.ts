import { encode, encoderParameters, tokenVectors } from '@optical/encoder';
import type { EncoderConfig } from '@optical/encoder';
import {
  add,
  createGraph,
  flatten,
  input,
  matmul,
  mul,
  reduceMax,
  reduceSum,
  reshape,
  sub,
  toOnnx,
  unsqueeze,
} from '@optical/graph';

export interface RankingOptions {
  readonly student: EncoderConfig;
  readonly shape: { readonly pairs: number; readonly studentLength: number; readonly teacherLength: number };
}

/** Below any similarity: positions that are not scored. */
const excluded = -1e4;

/**
 * A model that scores each foreign text of a batch against the English side of every pair by MaxSim. Inputs:
 * `input_ids` int64, `attention_mask` and `student_scoring_mask` float32, [pairs, studentLength]; `teacher_vectors`
 * [pairs, teacherLength, dims] with rows of length 1, `teacher_scoring_mask` [pairs, teacherLength]; the student's
 * parameters by their canonical names. Output: `scores` [pairs, pairs].
 */
export function buildRankingScores({ student, shape }: RankingOptions): {
  readonly model: Uint8Array;
  readonly parameters: readonly string[];
} {
  const { pairs, studentLength, teacherLength } = shape;
  const graph = createGraph();
  const specs = encoderParameters(student);
  const parameters = new Map(specs.map(({ name, shape }) => [name, input(graph, name, 'float32', shape)]));
  const parameter = (name: string) => parameters.get(name)!;
  const inputIds = input(graph, 'input_ids', 'int64', [pairs, studentLength]);
  const attentionMask = input(graph, 'attention_mask', 'float32', [pairs, studentLength]);
  const studentMask = input(graph, 'student_scoring_mask', 'float32', [pairs, studentLength]);
  const teacherMask = input(graph, 'teacher_scoring_mask', 'float32', [pairs, teacherLength]);
  const hidden = encode(student, parameter, { inputIds, attentionMask });
  const vectors = tokenVectors(student, parameter, hidden);
  const teacherVectors = input(graph, 'teacher_vectors', 'float32', [pairs, teacherLength, vectors.shape[2]!]);
  const similarities = matmul(flatten(vectors), flatten(teacherVectors), { transposeB: true });
  const byText = reshape(similarities, [pairs * studentLength, pairs, teacherLength]);
  const best = reduceMax(add(byText, mul(sub(1, teacherMask), excluded)), 2);
  const scores = reduceSum(mul(reshape(best, [pairs, studentLength, pairs]), unsqueeze(studentMask, 2)), 1);
  return { model: toOnnx({ scores }), parameters: specs.map(({ name }) => name) };
}
