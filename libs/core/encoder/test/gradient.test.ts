import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { constant, createGraph, evaluate, gradients, input, mul, reduceSum, tensor, toOnnx } from '@optical/graph';
import type { NdArray } from '@optical/graph';
import * as ort from 'onnxruntime-node';
import { encode, encoderParameters, tokenVectors } from '../src/index.ts';
import { uniformStream } from '../src/parameters/random.ts';
import { expected, tinyCheckpoint } from './checkpoint.ts';
import type { TinyName } from './checkpoint.ts';
import { maximumDifference } from './run-model.ts';
import type { Rows } from './run-model.ts';

/** A loss that depends on every component of every vector, fixed shapes, and its gradients for all parameters. */
function differentiated(name: TinyName) {
  const { config, weights } = tinyCheckpoint(name);
  // Two short sequences, one of them padded, are enough and quick to differentiate numerically.
  const shape = [2, 5];
  const part = (rows: Rows) => rows.slice(-2).map((row) => row.slice(0, 5));
  const ids = part(expected(name).ids);
  const attentionMask = part(expected(name).attentionMask);
  const graph = createGraph();
  const inputIds = input(graph, 'input_ids', 'int64', shape);
  const mask = input(graph, 'attention_mask', 'int64', shape);
  const parameters = Object.fromEntries(
    encoderParameters(config).map(({ name: key, shape: size }) => [key, input(graph, key, 'float32', size)]),
  );
  const parameter = (key: string) => parameters[key]!;
  const hidden = encode(config, parameter, { inputIds, attentionMask: mask });
  const vectors = tokenVectors(config, parameter, hidden);
  const size = vectors.shape.reduce<number>((product, dim) => product * (dim as number), 1);
  const uniform = uniformStream(5, name);
  const direction = tensor(
    'float32',
    vectors.shape as readonly number[],
    Float32Array.from({ length: size }, () => uniform() - 0.5),
  );
  const loss = reduceSum(mul(vectors, constant(graph, direction)));
  const names = Object.keys(parameters);
  const slopes = gradients(loss, Object.values(parameters));
  const feeds: Record<string, NdArray> = {
    input_ids: { shape, data: Float64Array.from(ids.flat()) },
    attention_mask: { shape, data: Float64Array.from(attentionMask.flat()) },
  };
  for (const [key, weight] of weights)
    if (names.includes(key)) feeds[key] = { shape: weight.shape, data: Float64Array.from(weight.data) };
  return { loss, names, slopes, feeds };
}

describe('gradients of an encoder', () => {
  for (const name of ['tiny-colbert', 'tiny-pre-norm'] satisfies TinyName[]) {
    it(`of ${name} are the central differences of its float64 reference`, () => {
      const { loss, names, slopes, feeds } = differentiated(name);
      const values = evaluate(slopes, feeds);
      const lossAt = (key: string, element: number, step: number): number => {
        const { shape, data } = feeds[key]!;
        return evaluate([loss], { ...feeds, [key]: { shape, data: data.with(element, data[element]! + step) } })[0]!
          .data[0]!;
      };
      const uniform = uniformStream(6, name);
      for (const [place, key] of names.entries()) {
        const slope = values[place]!.data;
        // Most rows of tables are not read: the steepest element is one that is.
        const steepest = slope.reduce((best, x, i) => (Math.abs(x) > Math.abs(slope[best]!) ? i : best), 0);
        const step = 1e-5;
        for (const element of [steepest, Math.floor(uniform() * slope.length)]) {
          const difference = (lossAt(key, element, step) - lossAt(key, element, -step)) / (2 * step);
          assert.ok(
            Math.abs(difference - slope[element]!) < 1e-7 * Math.max(1, Math.abs(difference)),
            `${key}[${element}]`,
          );
        }
      }
    });
  }

  it('are the same in onnxruntime', async () => {
    const { names, slopes, feeds } = differentiated('tiny-bert');
    const wanted = evaluate(slopes, feeds);
    const model = toOnnx(Object.fromEntries(names.map((name, place) => [`gradient.${name}`, slopes[place]!])));
    const session = await ort.InferenceSession.create(model, { intraOpNumThreads: 1, logSeverityLevel: 3 });
    try {
      const tensors = Object.entries(feeds).map(([name, { shape, data }]) => [
        name,
        names.includes(name)
          ? new ort.Tensor('float32', Float32Array.from(data), shape)
          : new ort.Tensor('int64', BigInt64Array.from(data, BigInt), shape),
      ]);
      const results = await session.run(Object.fromEntries(tensors) as Record<string, ort.Tensor>);
      for (const [place, name] of names.entries()) {
        const actual = results[`gradient.${name}`]!.data as Float32Array;
        assert.ok(maximumDifference(actual, wanted[place]!.data) < 1e-4, name);
      }
    } finally {
      await session.release();
    }
  });
});
