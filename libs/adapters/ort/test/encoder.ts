import {
  add,
  buildTrainingStep,
  gather,
  gelu,
  layerNorm,
  linear,
  matmul,
  reduceMean,
  softmax,
  square,
  sub,
  tensor,
} from '@optical/graph';
import type { ParameterSpec, TrainingContext, TrainingGraph, TrainingOptions, Value } from '@optical/graph';
import type { Tensors } from '../src/index.ts';
import { floats, random } from './models.ts';

/** Sizes of a transformer encoder with one attention head, trained to give the vectors of another one. */
export interface EncoderSize {
  readonly vocabulary: number;
  readonly width: number;
  readonly layers: number;
  readonly batch: number;
  readonly length: number;
}

/** Trains in milliseconds, on SwiftShader too. */
export const tinySize: EncoderSize = { vocabulary: 60, width: 16, layers: 1, batch: 4, length: 8 };
/** The dense training step of the project's benchmark, without the transport problem: 10.9 million parameters. */
export const benchSize: EncoderSize = { vocabulary: 30_000, width: 256, layers: 4, batch: 32, length: 32 };

export function encoderGraph(size: EncoderSize, options: Partial<TrainingOptions> = {}): TrainingGraph {
  const { batch, length, width } = size;
  return buildTrainingStep({
    parameters: parameterSpecs(size),
    inputs: {
      ids: { dtype: 'int64', shape: [batch, length] },
      target: { dtype: 'float32', shape: [batch, length, width] },
    },
    forward: (context) => ({ loss: reduceMean(square(sub(encode(size, context), context.input('target')))) }),
    optimizer: { learningRate: 1e-3, clipNorm: 1 },
    ...options,
  });
}

export function encoderParameters(size: EncoderSize, seed = 1): Tensors {
  const next = random(seed);
  return Object.fromEntries(
    parameterSpecs(size).map(({ name, shape }) => {
      const scale = name.endsWith('scale') ? () => 1 : () => next() / 4;
      return [name, floats(shape, shape.length === 1 && !name.endsWith('scale') ? () => 0 : scale)];
    }),
  );
}

export function* encoderBatches(size: EncoderSize, count: number, seed = 2): Generator<Tensors> {
  const { vocabulary, width, batch, length } = size;
  const next = random(seed);
  for (let made = 0; made < count; made++) {
    const ids = Array.from({ length: batch * length }, () => Math.floor((next() + 0.5) * vocabulary));
    yield { ids: tensor('int64', [batch, length], ids), target: floats([batch, length, width], next) };
  }
}

function parameterSpecs({ vocabulary, width, layers }: EncoderSize): ParameterSpec[] {
  const ofLayer = (layer: number): ParameterSpec[] => [
    ...['query', 'key', 'value', 'output'].map((name) => ({ name: `${layer}.${name}`, shape: [width, width] })),
    { name: `${layer}.up`, shape: [width, 4 * width] },
    { name: `${layer}.up.bias`, shape: [4 * width] },
    { name: `${layer}.down`, shape: [4 * width, width] },
    { name: `${layer}.norm.scale`, shape: [width] },
    { name: `${layer}.norm.bias`, shape: [width] },
  ];
  return [
    { name: 'embedding', shape: [vocabulary, width] },
    ...Array.from({ length: layers }, (_, layer) => ofLayer(layer)).flat(),
  ];
}

function encode({ width, layers }: EncoderSize, { parameter, input }: TrainingContext): Value {
  let x = gather(parameter('embedding'), input('ids'));
  for (let layer = 0; layer < layers; layer++) {
    const of = (name: string): Value => parameter(`${layer}.${name}`);
    const [query, key, value] = ['query', 'key', 'value'].map((name) => linear(x, of(name)));
    const weights = softmax(matmul(query!, key!, { transposeB: true, scale: width ** -0.5 }), -1);
    x = add(x, linear(matmul(weights, value!), of('output')));
    const inner = linear(gelu(linear(x, of('up'), of('up.bias'))), of('down'));
    x = layerNorm(add(x, inner), of('norm.scale'), of('norm.bias'));
  }
  return x;
}
