import {
  add,
  buildTrainingStep,
  cast,
  createGraph,
  evaluate,
  gather,
  input,
  loop,
  matmul,
  mul,
  reduceMean,
  scalar,
  square,
  sub,
  tanh,
  tensor,
  toNumbers,
  toOnnx,
} from '@optical/graph';
import type { Tensor, TrainingGraph, TrainingOptions, Value } from '@optical/graph';
import type { Tensors } from '../src/index.ts';

/** `y = 2 x`, of any size. */
export function doubling(): Uint8Array {
  const x = input(createGraph(), 'x', 'float32', ['rows', 'columns']);
  return toOnnx({ y: mul(x, 2) });
}

/** Rows of a table of `size` by their ids. */
export function lookup(size: number): Uint8Array {
  const graph = createGraph();
  const ids = input(graph, 'ids', 'int64', ['batch', 3]);
  return toOnnx({ rows: gather(input(graph, 'table', 'float32', [size, 2]), ids) });
}

/** Half-precision in and out. */
export function halves(): Uint8Array {
  const x = input(createGraph(), 'x', 'float16', ['n']);
  return toOnnx({ y: cast(mul(cast(x, 'float32'), 2), 'float16') });
}

/** Multiplies a 256 x 256 matrix by itself `times` times: about 0.5 ms each on one core. */
export function slow(times: number): Uint8Array {
  const graph = createGraph();
  const x = input(graph, 'x', 'float32', [256, 256]);
  const { state } = loop({ graph, trips: times, initial: [x], body: (_, [y]) => ({ state: [matmul(y!, x)] }) });
  return toOnnx({ y: state[0]! });
}

export const side = 256;

export function floats(shape: readonly number[], elements: (index: number) => number = (index) => index): Tensor {
  const size = shape.reduce((product, dim) => product * dim, 1);
  return tensor(
    'float32',
    shape,
    Float32Array.from({ length: size }, (_, index) => elements(index)),
  );
}

/** Uniform numbers from -0.5 to 0.5 by a linear congruential generator, the same for the same seed. */
export function random(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 1_103_515_245 + 12_345) % 2 ** 31;
    return state / 2 ** 31 - 0.5;
  };
}

const batchSize = 16;
const features = 8;
const hidden = 12;

/** A regression by a perceptron with one hidden layer, trained by AdamW. */
export const perceptron: TrainingOptions = {
  parameters: [
    { name: 'w1', shape: [features, hidden] },
    { name: 'b1', shape: [hidden] },
    { name: 'w2', shape: [hidden, 1] },
    { name: 'scale', shape: [1], trainable: false },
  ],
  inputs: {
    x: { dtype: 'float32', shape: [batchSize, features] },
    y: { dtype: 'float32', shape: [batchSize, 1] },
  },
  forward: ({ parameter, input: fed }) => {
    const layer = tanh(add(matmul(fed('x'), parameter('w1')), parameter('b1')));
    const predicted = mul(matmul(layer, parameter('w2')), parameter('scale'));
    const squares = square(sub(predicted, fed('y')));
    return { loss: reduceMean(squares), metrics: { perRow: reduceMean(squares, -1) } };
  },
  optimizer: { learningRate: 0.02, clipNorm: 1 },
};

export function perceptronGraph(options: Partial<TrainingOptions> = {}): TrainingGraph {
  return buildTrainingStep({ ...perceptron, ...options });
}

export function perceptronParameters(seed = 1): Tensors {
  const next = random(seed);
  return {
    w1: floats([features, hidden], next),
    b1: floats([hidden], next),
    w2: floats([hidden, 1], next),
    scale: floats([1], () => 1),
  };
}

/** `count` batches of rows `x` and what to predict from them. */
export function* perceptronBatches(count: number, seed = 2): Generator<Tensors> {
  const next = random(seed);
  for (let made = 0; made < count; made++) {
    const x = floats([batchSize, features], next);
    const y = floats([batchSize, 1], (row) => Math.sin(3 * Number(x.data[row * features])) / 2);
    yield { x, y };
  }
}

/** The loss by the float64 interpreter; tensors that the model does not read are ignored. */
export function perceptronLoss(parameters: Tensors, batch: Tensors): number {
  const graph = createGraph();
  const values = { ...parameters, ...batch };
  const names = [...perceptron.parameters.map(({ name }) => name), ...Object.keys(perceptron.inputs)];
  const inputs = new Map(names.map((name) => [name, input(graph, name, 'float32', values[name]!.shape)]));
  const read = (name: string): Value => inputs.get(name)!;
  const nothing = scalar(graph, 0);
  const { loss } = perceptron.forward({ graph, parameter: read, input: read, step: nothing, randomKey: nothing });
  const [result] = evaluate([loss], Object.fromEntries(names.map((name) => [name, toNumbers(values[name]!)])));
  return result!.data[0]!;
}
