import { broadcast } from '../../tensor/shape.ts';
import { erf } from '../erf.ts';
import { text } from '../../graph/attributes.ts';
import type { Kernel, Kernels } from '../kernel.ts';
import { generate, reader } from '../nd-array.ts';

const sigmoid = (x: number): number => 1 / (1 + Math.exp(-x));

const unary: Readonly<Record<string, (x: number) => number>> = {
  Abs: Math.abs,
  Cos: Math.cos,
  Erf: erf,
  Exp: Math.exp,
  Floor: Math.floor,
  Identity: (x) => x,
  IsInf: (x) => Number(Math.abs(x) === Infinity),
  IsNaN: (x) => Number(Number.isNaN(x)),
  Log: Math.log,
  Neg: (x) => -x,
  Not: (x) => 1 - x,
  Reciprocal: (x) => 1 / x,
  Relu: (x) => Math.max(x, 0),
  Sigmoid: sigmoid,
  Sign: Math.sign,
  Sin: Math.sin,
  Softplus: (x) => Math.log1p(Math.exp(-Math.abs(x))) + Math.max(x, 0),
  Sqrt: Math.sqrt,
  Tanh: Math.tanh,
};

const binary: Readonly<Record<string, (a: number, b: number) => number>> = {
  Add: (a, b) => a + b,
  And: (a, b) => a & b,
  BitwiseAnd: (a, b) => a & b,
  BitwiseOr: (a, b) => a | b,
  BitwiseXor: (a, b) => a ^ b,
  Equal: (a, b) => Number(a === b),
  Greater: (a, b) => Number(a > b),
  GreaterOrEqual: (a, b) => Number(a >= b),
  Less: (a, b) => Number(a < b),
  LessOrEqual: (a, b) => Number(a <= b),
  Max: Math.max,
  Min: Math.min,
  Mod: (a, b) => a - Math.floor(a / b) * b,
  Or: (a, b) => a | b,
  Pow: (a, b) => a ** b,
  Sub: (a, b) => a - b,
};

const mapped = Object.entries(unary).map(([operator, f]): [string, Kernel] => [
  operator,
  ({ inputs: [x] }) => [{ shape: x!.shape, data: x!.data.map(f) }],
]);

const zipped = Object.entries(binary).map(([operator, f]): [string, Kernel] => [operator, zip(() => f)]);

function zip(choose: (call: Parameters<Kernel>[0]) => (a: number, b: number) => number): Kernel {
  return (call) => {
    const [a, b] = call.inputs;
    const f = choose(call);
    const readA = reader(a!);
    const readB = reader(b!);
    return [generate(broadcast(a!.shape, b!.shape) as readonly number[], (index) => f(readA(index), readB(index)))];
  };
}

const isInteger = ({ node }: Parameters<Kernel>[0]): boolean => !node.outputs[0]!.dtype.startsWith('float');
const is32Bit = ({ node }: Parameters<Kernel>[0]): boolean => /^u?int32$/.test(node.outputs[0]!.dtype);

export const elementwiseKernels: Kernels = {
  ...Object.fromEntries(mapped),
  ...Object.fromEntries(zipped),
  Mul: zip((call) => (is32Bit(call) ? Math.imul : (a, b) => a * b)),
  Div: zip((call) => (isInteger(call) ? (a, b) => Math.trunc(a / b) : (a, b) => a / b)),
  BitShift: zip(({ node }) => (text(node, 'direction') === 'LEFT' ? (a, b) => a << b : (a, b) => a >>> b)),
  Gelu: ({ node, inputs: [x] }) => {
    const exact = text(node, 'approximate') !== 'tanh';
    const inner = (u: number): number => Math.sqrt(2 / Math.PI) * (u + 0.044715 * u ** 3);
    const gelu = (u: number): number => (u / 2) * (1 + (exact ? erf(u / Math.SQRT2) : Math.tanh(inner(u))));
    return [{ shape: x!.shape, data: x!.data.map(gelu) }];
  },
  Cast: ({ node, inputs: [x] }) => {
    const { dtype } = node.outputs[0]!;
    const convert =
      dtype === 'bool' ? (u: number) => Number(u !== 0) : dtype.startsWith('float') ? (u: number) => u : Math.trunc;
    return [{ shape: x!.shape, data: x!.data.map(convert) }];
  },
  Where: ({ inputs, shapes }) => {
    const [condition, yes, no] = inputs.map(reader);
    return [generate(shapes[0]!, (index) => (condition!(index) ? yes!(index) : no!(index)))];
  },
};
