import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createGraph, evaluate, input, ones, randomKey, scalar, toOnnx } from '@optical/graph';
import * as ort from 'onnxruntime-node';
import { encode } from '../src/index.ts';
import { dropper } from '../src/architecture/dropout.ts';
import { storedParameters } from '../src/parameters/parameter-values.ts';
import { expected, tinyCheckpoint } from './checkpoint.ts';
import { maximumDifference } from './run-model.ts';

const { config, weights } = tinyCheckpoint('tiny-bert');
const { ids, attentionMask, lastHiddenState } = expected('tiny-bert');
const shape = [ids.length, ids[0]!.length];

function encoderWithDropout(rate: number) {
  const graph = createGraph();
  const inputIds = input(graph, 'input_ids', 'int64', shape);
  const mask = input(graph, 'attention_mask', 'int64', shape);
  const key = randomKey(input(graph, 'seed', 'int32', []), input(graph, 'step', 'int32', []));
  const parameters = storedParameters(graph, config, weights);
  return encode(config, parameters, { inputIds, attentionMask: mask }, { dropout: { rate, key } });
}

const dropped = encoderWithDropout(0.1);
const states = (seed: number, step: number, hidden = dropped) =>
  evaluate([hidden], { input_ids: ids.flat(), attention_mask: attentionMask.flat(), seed, step })[0]!.data;

describe('dropout in an encoder', () => {
  it('drops the same elements for the same seed and step, and others for another seed or step', () => {
    const first = states(1, 0);
    assert.deepEqual(states(1, 0), first);
    assert.ok(maximumDifference(states(1, 1), first) > 1e-2);
    assert.ok(maximumDifference(states(2, 0), first) > 1e-2);
  });

  it('drops the same elements in onnxruntime', async () => {
    const session = await ort.InferenceSession.create(toOnnx({ hidden: dropped }), { intraOpNumThreads: 1 });
    try {
      const int64 = (rows: readonly (readonly number[])[]) =>
        new ort.Tensor('int64', BigInt64Array.from(rows.flat(), BigInt), shape);
      const int32 = (x: number) => new ort.Tensor('int32', Int32Array.of(x), []);
      const feeds = { input_ids: int64(ids), attention_mask: int64(attentionMask), seed: int32(7), step: int32(3) };
      const { hidden } = await session.run(feeds);
      assert.ok(maximumDifference(hidden!.data as Float32Array, states(7, 3)) < 1e-4);
    } finally {
      await session.release();
    }
  });

  it('changes nothing at rate 0', () => {
    assert.ok(maximumDifference(states(1, 0, encoderWithDropout(0)), lastHiddenState) < 1e-4);
  });

  it('keeps the expectation of each place and drops different elements at different places', () => {
    const graph = createGraph();
    const key = randomKey(input(graph, 'seed', 'int32', []), scalar(graph, 0, 'int32'));
    const drop = dropper({ rate: 0.25, key });
    const x = ones(graph, [64, 96]);
    const [a, b] = evaluate([drop(x, 'embeddings'), drop(x, 'layer.0.attention')], { seed: 5 }).map(({ data }) => data);
    const share = (kept: (place: number) => boolean) => a!.filter((_, place) => kept(place)).length / a!.length;
    assert.ok(a!.every((value) => value === 0 || Math.abs(value - 4 / 3) < 1e-6));
    // Deviations of the shares are below 0.006.
    assert.ok(Math.abs(share((place) => a![place] !== 0) - 0.75) < 0.02);
    assert.ok(Math.abs(share((place) => a![place] !== 0 && b![place] !== 0) - 0.75 ** 2) < 0.02);
  });
});
