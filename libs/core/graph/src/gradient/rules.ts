import { integer, integers, text } from '../graph/attributes.ts';
import { toNumbers } from '../tensor/tensor.ts';
import { scalarOf } from '../graph/constant.ts';
import type { Value } from '../graph/types.ts';
import { sigmoid } from '../operators/activation.ts';
import { div, mul, pow, square, sub } from '../operators/arithmetic.ts';
import { cast } from '../operators/cast.ts';
import { zeros } from '../operators/creation.ts';
import { equal, greater, less, where } from '../operators/logic.ts';
import { concat, pad, slice, transpose } from '../operators/movement.ts';
import { cumSum } from '../operators/reductions.ts';
import { reshape } from '../operators/reshape.ts';
import { cos, exp, log, neg, sign, sin } from '../operators/unary.ts';
import { geluDerivative, tanhGeluDerivative } from './activation-gradient.ts';
import {
  gatherElementsGradient,
  gatherGradient,
  scatterElementsGradient,
  scatterRowsGradient,
} from './indexing-gradient.ts';
import { layerNormGradient, logSoftmaxGradient, softmaxGradient } from './normalization-gradient.ts';
import { productGradient } from './product-gradient.ts';
import {
  extremumGradient,
  logSumExpGradient,
  meanGradient,
  sumGradient,
  sumSquareGradient,
} from './reduction-gradient.ts';
import type { Application, Rule } from './rule.ts';
import { unbroadcast } from './unbroadcast.ts';

/** A rule for one operand: `f(x, y, g)` with operand, result and gradient of the result. */
const unary =
  (f: (x: Value, y: Value, g: Value) => Value): Rule =>
  ({ x: [x], y: [y], g }) => [f(x!, y!, g)];

/** A rule for two operands that broadcast, before the stretched axes are summed. */
const binary =
  (f: (a: Value, b: Value, y: Value, g: Value) => readonly [Value, Value | undefined]): Rule =>
  ({ x: [a, b], y: [y], g }) => {
    const [da, db] = f(a!, b!, y!, g);
    return [unbroadcast(da, a!), db && unbroadcast(db, b!)];
  };

const along =
  (f: (application: Application, axis: number) => readonly (Value | undefined)[]): Rule =>
  (application) =>
    f(application, integer(application.node, 'axis'));

const none: Rule = () => [];

const first = (value: Value | undefined): number =>
  value?.source.kind === 'constant' ? toNumbers(value.source.tensor)[0]! : NaN;

const pickGradient = (picked: Value, a: Value, b: Value, g: Value): Value =>
  where(picked, g, where(equal(a, b), mul(g, 0.5), 0));

/** The gradient of each operator, with `g` that of its result. Operators that are not listed have none. */
export const rules: Readonly<Record<string, Rule>> = {
  Add: binary((_a, _b, _y, g) => [g, g]),
  Sub: ({ x: [a, b], g }) => [unbroadcast(g, a!), neg(unbroadcast(g, b!))],
  Mul: binary((a, b, _y, g) => [mul(g, b), mul(g, a)]),
  Div: binary((_a, b, y, g) => [div(g, b), neg(div(mul(g, y), b))]),
  Pow: binary((a, b, y, g) => [
    mul(g, mul(b, powerBelow(a, b))),
    scalarOf(b) === undefined ? mul(g, mul(y, log(a))) : undefined,
  ]),
  Max: binary((a, b, _y, g) => [pickGradient(greater(a, b), a, b, g), pickGradient(less(a, b), a, b, g)]),
  Min: binary((a, b, _y, g) => [pickGradient(less(a, b), a, b, g), pickGradient(greater(a, b), a, b, g)]),
  Where: ({ x: [c, a, b], g }) => [undefined, unbroadcast(where(c!, g, 0), a!), unbroadcast(where(c!, 0, g), b!)],

  Abs: unary((x, _y, g) => mul(g, sign(x))),
  Cos: unary((x, _y, g) => neg(mul(g, sin(x)))),
  Erf: unary((x, _y, g) => mul(g, mul(exp(neg(square(x))), 2 / Math.sqrt(Math.PI)))),
  Exp: unary((_x, y, g) => mul(g, y)),
  Log: unary((x, _y, g) => div(g, x)),
  Neg: unary((_x, _y, g) => neg(g)),
  Reciprocal: unary((_x, y, g) => neg(mul(g, square(y)))),
  Sin: unary((x, _y, g) => mul(g, cos(x))),
  Sqrt: unary((_x, y, g) => mul(div(g, y), 0.5)),
  Cast: unary((x, _y, g) => cast(g, x.dtype)),

  Gelu: ({ node, x: [x], g }) => [
    mul(g, text(node, 'approximate') === 'tanh' ? tanhGeluDerivative(x!) : geluDerivative(x!)),
  ],
  Relu: unary((x, _y, g) => where(greater(x, 0), g, 0)),
  Sigmoid: unary((_x, y, g) => mul(g, mul(y, sub(1, y)))),
  Softplus: unary((x, _y, g) => mul(g, sigmoid(x))),
  Tanh: unary((_x, y, g) => mul(g, sub(1, square(y)))),

  MatMul: productGradient,
  FusedMatMul: productGradient,
  Gemm: (application) => {
    const bias = application.x[2];
    return [...productGradient(application), bias && unbroadcast(application.g, bias)];
  },

  ReduceSum: (application) => [sumGradient(application)],
  ReduceMean: (application) => [meanGradient(application)],
  ReduceMax: (application) => [extremumGradient(application)],
  ReduceMin: (application) => [extremumGradient(application)],
  ReduceSumSquare: (application) => [sumSquareGradient(application)],
  ReduceLogSumExp: (application) => [logSumExpGradient(application)],
  CumSum: ({ node, x: [, axis], g }) => [cumSum(g, first(axis), integer(node, 'reverse') === 0)],

  Softmax: along(softmaxGradient),
  LogSoftmax: along(logSoftmaxGradient),
  LayerNormalization: layerNormGradient,

  Reshape: unary((x, _y, g) => reshape(g, x.shape)),
  Expand: unary((x, _y, g) => unbroadcast(g, x)),
  Transpose: ({ node, g }) => {
    const permutation = integers(node, 'perm');
    return [
      transpose(
        g,
        permutation.map((_, axis) => permutation.indexOf(axis)),
      ),
    ];
  },
  Concat: along(({ x, g }, axis) => {
    const sizes = x.map(({ shape }) => shape[axis] as number);
    return x.map((_, part) => {
      const begin = sizes.slice(0, part).reduce((a, b) => a + b, 0);
      return slice(g, axis, begin, begin + sizes[part]!);
    });
  }),
  Split: along(({ y, gs }, axis) => [
    concat(
      y.map((part, place) => gs[place] ?? zeros(part.graph, part.shape, part.dtype)),
      axis,
    ),
  ]),
  Slice: ({ x: [x, begin, end, axis], g }) => {
    const size = x!.shape[first(axis)] as number;
    return [pad(g, first(axis), first(begin), size - first(end))];
  },
  Pad: ({ x: [x, before, , axis], g }) => {
    const size = x!.shape[first(axis)] as number;
    return [slice(g, first(axis), first(before), first(before) + size)];
  },

  Gather: along(gatherGradient),
  GatherElements: along(gatherElementsGradient),
  ScatterElements: along(scatterElementsGradient),
  ScatterND: scatterRowsGradient,

  // Constant almost everywhere, or detached: see stopGradient.
  Floor: none,
  Sign: none,
  Identity: none,
};

/** `a ** (b - 1)` */
function powerBelow(a: Value, b: Value): Value {
  const exponent = scalarOf(b);
  return pow(a, exponent === undefined ? sub(b, 1) : exponent - 1);
}
