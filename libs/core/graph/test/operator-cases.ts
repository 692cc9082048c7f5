import * as g from '../src/index.ts';
import type { DType, Value } from '../src/index.ts';

/** Elements of a test input: uniform in [low, high), whole numbers if the dtype is an integer. */
export interface CaseInput {
  readonly shape: readonly number[];
  readonly dtype?: DType;
  readonly low?: number;
  readonly high?: number;
}

/** An operator on example operands: compared with onnxruntime, and its gradient with central differences. */
export interface OperatorCase {
  readonly title: string;
  readonly inputs: readonly CaseInput[];
  readonly build: (...operands: Value[]) => Value;
  /** Allow operators of the com.microsoft domain. */
  readonly contrib?: boolean;
  /** Not differentiable. */
  readonly gradient?: false;
}

type Build = (a: Value, b: Value, c: Value) => Value;

const float = (...shape: number[]): CaseInput => ({ shape });
const positive = (...shape: number[]): CaseInput => ({ shape, low: 0.3, high: 2 });
const indices = (limit: number, ...shape: number[]): CaseInput => ({ shape, dtype: 'int64', low: 0, high: limit });
const int64 = (...shape: number[]): CaseInput => ({ shape, dtype: 'int64', low: -9, high: 9 });
const int32 = (...shape: number[]): CaseInput => ({ shape, dtype: 'int32', low: -(2 ** 31), high: 2 ** 31 });
const uint32 = (...shape: number[]): CaseInput => ({ shape, dtype: 'uint32', low: 0, high: 2 ** 32 });
const bool = (...shape: number[]): CaseInput => ({ shape, dtype: 'bool', low: 0, high: 2 });

/** Cases that share their operands; the key is the title. */
function on(inputs: readonly CaseInput[], builds: Readonly<Record<string, Build>>, gradient?: false): OperatorCase[] {
  return Object.entries(builds).map(([title, build]) => ({
    title,
    inputs,
    build,
    ...(gradient === false && { gradient }),
  }));
}

const { add, div, mul, sub, maximum, minimum, pow, matmul, reshape, transpose } = g;
const { abs, cos, erf, exp, log, neg, reciprocal, sin, sqrt, square, relu, sigmoid, softplus, tanh } = g;
const { reduceSum, reduceMean, reduceMax, reduceMin, reduceSumSquare, logSumExp } = g;
const { equal, less, lessOrEqual, greater, greaterOrEqual, and, or, not } = g;
const { floor, sign, mod, bitAnd, bitOr, bitXor, argMax, argMin } = g;

export const elementwise: readonly OperatorCase[] = [
  ...on([float(2, 3), positive(4, 1, 3)], { add, sub, mul, div, maximum, minimum }),
  ...on([float(3, 4)], { abs, cos, erf, exp, neg, reciprocal, relu, sigmoid, sin, softplus, square, tanh }),
  ...on([float(3, 4)], { gelu: (x) => g.gelu(x), 'gelu by tanh': (x) => g.gelu(x, 'tanh') }),
  ...on([positive(3, 4)], {
    log,
    sqrt,
    'cube of a number': (x) => pow(x, 3),
    'number beside a value': (x) => div(2, add(x, 1)),
  }),
  ...on([positive(2, 3), float(3)], { pow }),
  ...on([bool(2, 3), float(3), float(4, 2, 1)], { where: g.where }),
  ...on([float(2, 3), float(1, 3)], { equal, less, lessOrEqual, greater, greaterOrEqual }, false),
  ...on([bool(2, 3), bool(3)], { and, or, not }, false),
  ...on([float(2, 3)], { floor, sign, isNaN: (x) => g.isNaN(log(x)), isInf: (x) => g.isInf(div(x, 0)) }, false),
  ...on(
    [float(2, 3)],
    { isFinite: (x) => g.isFinite(log(x)), 'cast to int': (x) => g.cast(mul(x, 5), 'int64') },
    false,
  ),
  ...on(
    [float(2, 3)],
    { 'cast to half and back': (x) => g.cast(g.cast(floor(mul(x, 5)), 'float16'), 'float32') },
    false,
  ),
  ...on(
    [int64(3, 4), { shape: [4], dtype: 'int64', low: 1, high: 5 }],
    { 'integer div': div, mod, 'integer mul': mul },
    false,
  ),
  ...on(
    [int32(3, 4), int32(4)],
    { 'wrapping mul': mul, 'wrapping add': add, 'int32 xor': bitXor, 'to uint32': (x) => g.cast(x, 'uint32') },
    false,
  ),
  ...on([uint32(3, 4), uint32(4)], { bitAnd, bitOr, bitXor, 'to int32': (x) => g.cast(x, 'int32') }, false),
  ...on(
    [uint32(5)],
    { 'shift left': (x) => g.bitShift(x, 'LEFT', 7), 'shift right': (x) => g.bitShift(x, 'RIGHT', 7) },
    false,
  ),
];

export const reductions: readonly OperatorCase[] = [
  ...on([float(3, 4, 2)], {
    reduceSum: (x) => reduceSum(x),
    reduceMean: (x) => reduceMean(x),
    reduceMax: (x) => reduceMax(x),
    reduceMin: (x) => reduceMin(x),
    reduceSumSquare: (x) => reduceSumSquare(x),
    logSumExp: (x) => logSumExp(x),
  }),
  ...on([float(3, 4, 2)], {
    'reduceSum of one axis': (x) => reduceSum(x, 1),
    'reduceMean of two axes': (x) => reduceMean(x, [0, -1], { keepDims: true }),
    'reduceMax of the last axis': (x) => reduceMax(x, -1),
    'reduceMin of the first axis': (x) => reduceMin(x, 0, { keepDims: true }),
    'reduceSumSquare of one axis': (x) => reduceSumSquare(x, 1),
    'logSumExp of the middle axis': (x) => logSumExp(x, 1),
    'logSumExp of the last axis': (x) => logSumExp(x, -1, { keepDims: true }),
    cumSum: (x) => g.cumSum(x, 1),
    'cumSum in reverse': (x) => g.cumSum(x, 0, true),
  }),
  ...on(
    [float(3, 4)],
    {
      'logSumExp of rows that are masked, in part and in whole': (x) =>
        logSumExp(g.where(greater(x, 1), x, -Infinity), 1),
    },
    false,
  ),
  ...on([float(3, 4)], { argMax: (x) => argMax(x, 1), argMin: (x) => argMin(x, 0, { keepDims: true }) }, false),
];

export const linearAlgebra: readonly OperatorCase[] = [
  ...on([float(3, 4), float(4, 2)], {
    matmul: (a, b) => matmul(a, b),
    'matmul with a factor': (a, b) => matmul(a, b, { scale: 0.5 }),
  }),
  ...on([float(2, 3, 4), float(4, 5)], { 'matmul with a shared matrix': (a, b) => matmul(a, b) }),
  ...on([float(2, 1, 3, 4), float(3, 4, 2)], { 'matmul with broadcast batches': (a, b) => matmul(a, b) }),
  ...on([float(4, 3), float(2, 4)], {
    'both transposed': (a, b) => matmul(a, b, { transposeA: true, transposeB: true }),
  }),
  ...on([float(4, 3), float(4, 2)], { 'left transposed': (a, b) => matmul(a, b, { transposeA: true, scale: 2 }) }),
  ...on([float(2, 3, 4), float(5, 4)], { 'right transposed, shared': (a, b) => matmul(a, b, { transposeB: true }) }),
  ...on([float(2, 3, 4), float(3, 5)], { 'left transposed, shared': (a, b) => matmul(a, b, { transposeA: true }) }),
  ...[true, false].flatMap((contrib) =>
    on([float(2, 4, 3), float(2, 5, 4)], {
      [`batches transposed${contrib ? ', fused' : ''}`]: (a, b) =>
        matmul(a, b, { transposeA: true, transposeB: true, scale: 0.5 }),
    }).map((entry) => ({ ...entry, contrib })),
  ),
  ...on([float(2, 3, 4), float(4, 5), float(5)], { linear: g.linear }),
  ...on([float(2, 3, 4), float(5, 4), float(5)], {
    'linear as PyTorch stores it': (x, w, b) => g.linear(x, w, b, { transposeWeight: true }),
  }),
];

export const movement: readonly OperatorCase[] = on([float(2, 3, 4)], {
  reshape: (x) => reshape(x, [4, -1]),
  transpose: (x) => transpose(x, [2, 0, 1]),
  'transpose without permutation': (x) => transpose(x),
  swapAxes: (x) => g.swapAxes(x, 0, -1),
  expand: (x) => g.expand(g.unsqueeze(x, 1), [5, 2, 6, 3, 4]),
  unsqueeze: (x) => g.unsqueeze(x, [0, -1]),
  squeeze: (x) => g.squeeze(g.slice(x, 1, 0, 1), 1),
  flatten: (x) => g.flatten(x),
  concat: (x) => g.concat([x, exp(x), g.slice(x, 1, 1)], 1),
  'second of a split': (x) => g.split(x, [1, 2], 1)[1]!,
  'slice from the end': (x) => g.slice(x, -1, -3, -1),
  pad: (x) => g.pad(x, 1, 2, 1, 7),
});

export const normalization: readonly OperatorCase[] = [
  ...on([float(2, 3, 4)], {
    softmax: (x) => g.softmax(x, -1),
    'softmax of the first axis': (x) => g.softmax(x, 0),
    logSoftmax: (x) => g.logSoftmax(x, 1),
    l2Normalize: (x) => g.l2Normalize(x, -1),
  }),
  ...on([float(2, 3, 4), float(4), float(4)], { layerNorm: (x, scale, bias) => g.layerNorm(x, scale, bias, 1e-3) }),
];

export const indexing: readonly OperatorCase[] = [
  ...on([float(5, 3), indices(5, 2, 4)], { gather: (x, ids) => g.gather(x, ids) }),
  ...on([float(2, 5, 3), indices(5, 2, 4)], { 'gather from a middle axis': (x, ids) => g.gather(x, ids, 1) }),
  ...on([float(4, 3), indices(3, 4, 2)], { gatherElements: (x, ids) => g.gatherElements(x, ids, 1) }),
  ...on([float(4, 3), indices(3, 4, 2), float(4, 2)], {
    'scatterElements with add': (x, ids, updates) => g.scatterElements(x, ids, updates, 1, 'add'),
  }),
  ...on([float(5, 3), float(2, 3)], {
    scatterRows: (x, updates) => g.scatterRows(x, g.squeeze(row(x, [3, 1]), 1), updates),
    'scatterElements that overwrites': (x, updates) =>
      g.scatterElements(x, g.expand(row(x, [3, 1]), [2, 3]), updates, 0),
  }),
  ...on(
    [float(4, 3), indices(3, 4, 2), float(4, 2)],
    {
      'scatterElements with max': (x, ids, updates) => g.scatterElements(x, ids, updates, 1, 'max'),
    },
    false,
  ),
  ...on(
    [indices(4, 3)],
    { iota: (ids) => add(ids, g.iota(ids.graph, 3)), eye: (ids) => matmul(g.eye(ids.graph, 3), g.eye(ids.graph, 3)) },
    false,
  ),
];

function row({ graph }: Value, ids: readonly number[]): Value {
  return g.constant(graph, g.tensor('int64', [ids.length, 1], ids));
}

export const controlFlow: readonly OperatorCase[] = on(
  [float(3, 3), float(3, 2)],
  {
    'loop with a fixed count': (a, x) =>
      g.loop({ graph: a.graph, trips: 3, initial: [x], body: (_, [state]) => ({ state: [matmul(a, state!)] }) })
        .state[0]!,
    'loop with a condition': (a, x) =>
      g.loop({
        graph: a.graph,
        trips: 9,
        initial: [x, g.scalar(a.graph, 1)],
        body: (_, [state, size]) => ({ state: [matmul(a, state!), mul(size!, 0.5)], proceed: greater(size!, 0.3) }),
      }).state[0]!,
    'loop that collects': (a, x) =>
      g.loop({
        graph: a.graph,
        trips: 4,
        initial: [x],
        body: (i, [state]) => ({ state: [matmul(a, state!)], scan: [mul(state!, g.cast(i, 'float32'))] }),
      }).scan[0]!,
    'loop in a loop': (a, x) =>
      g.loop({
        graph: a.graph,
        trips: 2,
        initial: [x],
        body: (_, [outer]) => ({
          state: g.loop({
            graph: outer!.graph,
            trips: 3,
            initial: [outer!],
            body: (_i, [inner]) => ({ state: [add(matmul(a, inner!), outer!)] }),
          }).state,
        }),
      }).state[0]!,
    'loop whose state passes through': (a, x) =>
      g.loop({ graph: a.graph, trips: 3, initial: [x, x], body: (_, [p, q]) => ({ state: [q!, add(p!, 1)] }) })
        .state[0]!,
  },
  false,
);

export const operatorCases = [
  ...elementwise,
  ...reductions,
  ...linearAlgebra,
  ...movement,
  ...normalization,
  ...indexing,
  ...controlFlow,
];
