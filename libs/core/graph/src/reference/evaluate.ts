import { OpticalError } from '@optical/errors';
import { describe } from '../graph/error.ts';
import { reachableFrom } from '../graph/reachable.ts';
import type { Graph, Node, Value } from '../graph/types.ts';
import { factorsOf } from '../tensor/dimension.ts';
import type { Dim } from '../tensor/dimension.ts';
import type { DType } from '../tensor/dtype.ts';
import { isStatic } from '../tensor/shape.ts';
import { toNumbers } from '../tensor/tensor.ts';
import { elementwiseKernels } from './kernels/elementwise.ts';
import { indexingKernels } from './kernels/indexing.ts';
import { linearAlgebraKernels } from './kernels/linear-algebra.ts';
import { loopKernels } from './kernels/loop.ts';
import { movementKernels } from './kernels/movement.ts';
import { normalizationKernels } from './kernels/normalization.ts';
import { reductionKernels } from './kernels/reductions.ts';
import type { Kernels } from './kernel.ts';
import type { NdArray } from './nd-array.ts';

const kernels: Kernels = {
  ...elementwiseKernels,
  ...indexingKernels,
  ...linearAlgebraKernels,
  ...loopKernels,
  ...movementKernels,
  ...normalizationKernels,
  ...reductionKernels,
};

/** An input's elements; with their shape if the input has free dimensions. */
export type Feed = number | ArrayLike<number> | NdArray;

type Environment = Map<Value, NdArray>;
type Sizes = Map<string, number>;

/**
 * Computes values of a graph in float64: a slow, obvious reference of what the model computes in its own dtypes.
 * @param feeds the inputs by name; only those that the values depend on are needed
 * @throws OpticalError invalid-argument if an input is missing or does not have its shape
 */
export function evaluate(values: readonly Value[], feeds: Readonly<Record<string, Feed>>): readonly NdArray[] {
  const environment: Environment = new Map();
  const sizes: Sizes = new Map();
  for (const [name, feed] of Object.entries(feeds)) {
    const value = values[0]?.graph.inputs.find((input) => input.name === name);
    if (value === undefined) throw new OpticalError('invalid-argument', `evaluate: the graph has no input ${name}`);
    environment.set(value, fed(value, feed, sizes));
  }
  const [first] = values;
  if (first === undefined) return [];
  compute(first.graph, { nodes: reachableFrom(values).nodes, environment, sizes });
  return values.map((value) => lookUp(value, environment));
}

function fed(value: Value, feed: Feed, sizes: Sizes): NdArray {
  const { shape, data } = toNdArray(value, feed);
  const fits =
    shape.length === value.shape.length && shape.every((size, axis) => bind(value.shape[axis]!, size, sizes));
  if (!fits || data.length !== shape.reduce((product, size) => product * size, 1))
    throw new OpticalError(
      'invalid-argument',
      `evaluate: ${describe(value)} was fed ${data.length} elements of shape [${shape.join(', ')}]`,
    );
  return { shape, data };
}

function toNdArray({ shape, name }: Value, feed: Feed): NdArray {
  if (typeof feed === 'object' && 'shape' in feed) return feed;
  if (!isStatic(shape)) throw new OpticalError('invalid-argument', `evaluate: ${name} must be fed with its shape`);
  return { shape, data: Float64Array.from(typeof feed === 'number' ? [feed] : feed) };
}

/** Fixes a free dimension at its first size; true if the size is the dimension's. */
function bind(dim: string | number, size: number, sizes: Sizes): boolean {
  if (typeof dim === 'number') return dim === size;
  if (!sizes.has(dim)) sizes.set(dim, size);
  return sizes.get(dim) === size;
}

interface Run {
  readonly nodes: ReadonlySet<Node>;
  readonly environment: Environment;
  readonly sizes: Sizes;
}

/** Computes the needed nodes of one graph in the order of their creation. A body's values are overwritten each time. */
function compute(graph: Graph, run: Run): void {
  const { nodes, environment, sizes } = run;
  for (const node of graph.nodes) {
    if (!nodes.has(node)) continue;
    const kernel = kernels[node.operator];
    if (kernel === undefined)
      throw new OpticalError('unimplemented', `evaluate: there is no kernel for ${node.operator}`);
    const results = kernel({
      node,
      inputs: node.inputs.map((value) => lookUp(value!, environment)),
      shapes: node.outputs.map(({ shape }) => shape.map((dim) => sizeIn(dim, sizes))),
      run: (body, inputs) => {
        body.inputs.forEach((value, place) => environment.set(value, inputs[place]!));
        compute(body.graph, run);
        return body.outputs.map((value) => lookUp(value, environment));
      },
    });
    node.outputs.forEach((value, place) => environment.set(value, inDtype(value.dtype, results[place]!)));
  }
}

function lookUp(value: Value, environment: Environment): NdArray {
  const known = environment.get(value);
  if (known !== undefined) return known;
  if (value.source.kind !== 'constant')
    throw new OpticalError('invalid-argument', `evaluate: the input ${describe(value)} is missing`);
  const { tensor } = value.source;
  return { shape: tensor.shape, data: toNumbers(tensor) };
}

function sizeIn(dim: Dim, sizes: Sizes): number {
  const { coefficient, symbols } = factorsOf(dim);
  return symbols.reduce((product, symbol) => product * sizes.get(symbol)!, coefficient);
}

/** 32-bit integers wrap around; floats keep the precision of float64. */
function inDtype(dtype: DType, { shape, data }: NdArray): NdArray {
  if (dtype === 'int32') return { shape, data: data.map((x) => x | 0) };
  if (dtype === 'uint32') return { shape, data: data.map((x) => x >>> 0) };
  return { shape, data };
}
