/**
 * A typed builder of ONNX graphs. Values are immutable handles; operators are functions on them, check their operands
 * as they are called, and read like mathematics:
 *
 *     const graph = createGraph();
 *     const x = input(graph, 'x', 'float32', ['batch', 64]);
 *     const w = input(graph, 'w', 'float32', [64, 10]);
 *     const loss = reduceMean(logSumExp(matmul(x, w), -1));
 *     const [dw] = gradients(loss, [w]);
 *     const model = toOnnx({ loss, dw });            // bytes for an onnxruntime session
 *     evaluate([loss], { x: …, w: … });              // float64 reference of the same graph
 *
 * A whole training step (batch in, updated parameters out) is one such model: see `buildTrainingStep`.
 *
 * An operand beside a value may be a number. Dimensions are sizes or names of free sizes (`batch`).
 */
export { gradients } from './gradient/gradients.ts';
export { rowGradients } from './gradient/row-gradients.ts';
export { coalesce, toDense } from './gradient/row-sparse.ts';
export type { Coalesced, RowSparse } from './gradient/row-sparse.ts';
export { constant, scalar } from './graph/constant.ts';
export { createGraph, initializer, input, scope } from './graph/graph.ts';
export type { Graph, GraphOptions, Value, ValueType } from './graph/types.ts';
export { toOnnx, toOnnxWithExternalData } from './onnx/to-onnx.ts';
export type { ExternalDataOptions, OnnxOptions } from './onnx/to-onnx.ts';
export * from './operators/index.ts';
export { adamw, advance, rowSparseAdamw } from './optimizer/adamw.ts';
export type { AdamWOptions, AdamWStep, Moments, Updated } from './optimizer/adamw.ts';
export { rowMomentsAdamw } from './optimizer/row-moments-adamw.ts';
export type { RowMoments, RowMomentsStep } from './optimizer/row-moments-adamw.ts';
export { clipFactor, globalNorm } from './optimizer/clip.ts';
export { advanceLossScale } from './optimizer/loss-scale.ts';
export type { LossScale, LossScaleOptions } from './optimizer/loss-scale.ts';
export { constantSchedule, cosineSchedule, linearSchedule } from './optimizer/schedule.ts';
export type { DecayOptions, Schedule } from './optimizer/schedule.ts';
export { evaluate } from './reference/evaluate.ts';
export type { Feed } from './reference/evaluate.ts';
export { ndArray } from './reference/nd-array.ts';
export type { NdArray } from './reference/nd-array.ts';
export type { Dim } from './tensor/dimension.ts';
export type { DType, TensorArray } from './tensor/dtype.ts';
export { isStatic, sizeOf } from './tensor/shape.ts';
export type { Shape } from './tensor/shape.ts';
export { tensor, toNumbers } from './tensor/tensor.ts';
export type { Tensor } from './tensor/tensor.ts';
export { buildTrainingStep } from './training/build-training-step.ts';
export type {
  Objective,
  OptimizerOptions,
  ParameterSpec,
  TrainingContext,
  TrainingOptions,
} from './training/options.ts';
export type { InputSpec, StateSpec, TensorSpec, TrainingGraph } from './training/training-graph.ts';
