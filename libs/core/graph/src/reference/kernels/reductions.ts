import { integer } from '../../graph/attributes.ts';
import type { Kernel, Kernels } from '../kernel.ts';
import { generate, offsetOf, reader } from '../nd-array.ts';
import type { NdArray } from '../nd-array.ts';

const sum = (xs: readonly number[]): number => xs.reduce((total, x) => total + x, 0);

export function logSumExp(xs: readonly number[]): number {
  const greatest = Math.max(...xs);
  return Number.isFinite(greatest) ? greatest + Math.log(sum(xs.map((x) => Math.exp(x - greatest)))) : greatest;
}

const reductions: Readonly<Record<string, (xs: readonly number[]) => number>> = {
  ReduceSum: sum,
  ReduceMean: (xs) => sum(xs) / xs.length,
  ReduceMax: (xs) => Math.max(...xs),
  ReduceMin: (xs) => Math.min(...xs),
  ReduceSumSquare: (xs) => sum(xs.map((x) => x * x)),
  ReduceLogSumExp: logSumExp,
};

/** The elements that meet in each element of the result, in row-major order. */
function groups(x: NdArray, axes: readonly number[]): number[][] {
  const kept = x.shape.map((dim, axis) => (axes.includes(axis) ? 1 : dim));
  const collected: number[][] = [];
  const read = reader(x);
  generate(x.shape, (index) => {
    const offset = offsetOf(
      kept,
      index.map((place, axis) => (axes.includes(axis) ? 0 : place)),
    );
    (collected[offset] ??= []).push(read(index));
    return 0;
  });
  return collected;
}

function reduce(f: (xs: readonly number[]) => number): Kernel {
  return ({ inputs: [x, axes], shapes }) => [
    { shape: shapes[0]!, data: Float64Array.from(groups(x!, [...axes!.data]), f) },
  ];
}

function argument(pick: (...xs: number[]) => number): Kernel {
  return ({ node, inputs: [x], shapes }) => {
    const first = (xs: readonly number[]): number => xs.indexOf(pick(...xs));
    return [{ shape: shapes[0]!, data: Float64Array.from(groups(x!, [integer(node, 'axis')]), first) }];
  };
}

export const reductionKernels: Kernels = {
  ...Object.fromEntries(Object.entries(reductions).map(([operator, f]) => [operator, reduce(f)])),
  ArgMax: argument(Math.max),
  ArgMin: argument(Math.min),
  CumSum: ({ node, inputs: [x, axis] }) => {
    const along = axis!.data[0]!;
    const size = x!.shape[along]!;
    const read = reader(x!);
    const places = Array.from({ length: size }, (_, place) => place);
    const included = (end: number): number[] =>
      places.filter((place) => (integer(node, 'reverse') ? place >= end : place <= end));
    return [generate(x!.shape, (index) => sum(included(index[along]!).map((place) => read(index.with(along, place)))))];
  },
};
