export { gelu, relu, sigmoid, softplus, tanh } from './activation.ts';
export { add, div, maximum, minimum, mod, mul, pow, square, sub } from './arithmetic.ts';
export { bitAnd, bitOr, bitShift, bitXor } from './bitwise.ts';
export { cast } from './cast.ts';
export { dropout, randomBits, randomKey } from './dropout.ts';
export { eye, full, iota, ones, sizeAlong, zeros } from './creation.ts';
export { gather, gatherElements, scatterElements, scatterRows } from './indexing.ts';
export type { ScatterReduction } from './indexing.ts';
export { linear, matmul } from './linear-algebra.ts';
export type { LinearOptions, ProductOptions } from './linear-algebra.ts';
export {
  and,
  equal,
  greater,
  greaterOrEqual,
  isFinite,
  isInf,
  isNaN,
  less,
  lessOrEqual,
  not,
  or,
  where,
} from './logic.ts';
export { loop } from './loop.ts';
export type { LoopOptions, LoopResult, LoopStep } from './loop.ts';
export { concat, expand, pad, slice, split, swapAxes, transpose } from './movement.ts';
export { l2Normalize, layerNorm, logSoftmax, softmax } from './normalization.ts';
export type { Operand } from './operand.ts';
export {
  argMax,
  argMin,
  cumSum,
  logSumExp,
  reduceMax,
  reduceMean,
  reduceMin,
  reduceSum,
  reduceSumSquare,
} from './reductions.ts';
export type { ReduceOptions } from './reductions.ts';
export { flatten, reshape, squeeze, unsqueeze } from './reshape.ts';
export { stopGradient } from './stop-gradient.ts';
export { abs, cos, erf, exp, floor, log, neg, reciprocal, sign, sin, sqrt } from './unary.ts';
