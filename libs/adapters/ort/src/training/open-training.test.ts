import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { buildTrainingStep, gather, reduceMean, reduceSum, square, sub, tensor } from '@optical/graph';
import type { TrainingGraph } from '@optical/graph';
import { floats, perceptronBatches, perceptronGraph, perceptronLoss, perceptronParameters } from '../../test/models.ts';
import { losses, train, trainByHand } from '../../test/training.ts';
import type { Tensors } from '../thread/transfer.ts';
import { openTraining } from './open-training.ts';

const rows = 50;

/** Rows of a table that grow together; the table is updated in place. */
const table: TrainingGraph = buildTrainingStep({
  parameters: [{ name: 'table', shape: [rows, 4], rowSparse: true }],
  inputs: { ids: { dtype: 'int64', shape: [3] } },
  forward: ({ parameter, input }) => ({
    loss: reduceMean(square(sub(reduceSum(gather(parameter('table'), input('ids')), -1), 1))),
  }),
  optimizer: { learningRate: 0.01 },
});

const ids = (...elements: number[]): Tensors => ({ ids: tensor('int64', [3], elements) });
const tableParameters = (): Tensors => ({ table: floats([rows, 4], (index) => (index % 7) / 7) });

describe('openTraining', () => {
  it('learns', async (t) => {
    const training = await train(t);
    const seen = await losses(training, perceptronBatches(200));
    assert.equal(seen.length, 200);
    assert.ok(seen.at(-1)! < 0.1 * seen[0]!, `the loss went from ${seen[0]} to ${seen.at(-1)}`);
  });

  it('reports the loss that the float64 interpreter computes from its state', async (t) => {
    const training = await train(t);
    await losses(training, perceptronBatches(20));
    const state = await training.readState();
    const [batch] = perceptronBatches(1, 5);
    const expected = perceptronLoss({ ...perceptronParameters(), ...state }, structuredClone(batch!));
    const [loss] = await losses(training, [batch!]);
    assert.ok(Math.abs(loss! - expected) < 1e-6, `${loss} and ${expected}`);
  });

  it('trains in memory of its own, whatever memory its parameters came in', async (t) => {
    const shared = new Float32Array(new SharedArrayBuffer(4 * 96)).fill(0.1);
    const bias = new Float32Array(12);
    const parameters = {
      ...perceptronParameters(),
      w1: { dtype: 'float32', shape: [8, 12], data: shared },
      b1: { dtype: 'float32', shape: [12], data: bias },
      w2: { dtype: 'float32', shape: [12, 1], data: bias },
    } as const;
    const separate = structuredClone({ ...parameters, w2: { ...parameters.w2, data: bias.slice() } });
    const expected = await losses(await train(t, { parameters: separate }), perceptronBatches(5));
    assert.deepEqual(await losses(await train(t, { parameters }), perceptronBatches(5)), expected);
    assert.ok(shared.every((x) => x === Math.fround(0.1)));
  });

  it('equals feeding the state back by hand, bit for bit', async (t) => {
    const byHand = await trainByHand(perceptronGraph(), perceptronParameters(), perceptronBatches(20));
    const training = await train(t);
    assert.deepEqual(await losses(training, perceptronBatches(20)), byHand.losses);
    assert.deepEqual(await training.readState(), byHand.state);
  });

  it('equals it for state that is updated in place as well', async (t) => {
    assert.ok(table.state.some(({ inPlace }) => inPlace));
    const batches = [ids(1, 5, 5), ids(0, 1, 49), ids(5, 6, 7)];
    const byHand = await trainByHand(table, tableParameters(), structuredClone(batches));
    const training = await train(t, { graph: table, parameters: tableParameters() });
    assert.deepEqual(await losses(training, batches), byHand.losses);
    assert.deepEqual(await training.readState(), byHand.state);
  });

  it('gives the same bits twice, on several threads', async (t) => {
    const runs = [0, 1].map(async () => {
      const training = await train(t, { threads: 2 });
      return [await losses(training, perceptronBatches(30)), await training.readState()];
    });
    const [first, second] = await Promise.all(runs);
    assert.deepEqual(first, second);
  });

  it('goes on from a read state bit for bit, in a new session and in an old one', async (t) => {
    const batches = [...perceptronBatches(20)];
    const whole = await losses(await train(t), structuredClone(batches));

    const begun = await train(t);
    await losses(begun, structuredClone(batches.slice(0, 7)));
    const state = await begun.readState();
    const { scale } = perceptronParameters();
    const resumed = await train(t, { state: structuredClone(state), parameters: { scale: scale! } });
    assert.deepEqual(await losses(resumed, structuredClone(batches.slice(7))), whole.slice(7));

    await losses(begun, perceptronBatches(3, 99));
    await begun.writeState(state);
    assert.deepEqual(await losses(begun, structuredClone(batches.slice(7))), whole.slice(7));
  });

  it('makes several steps per call that equal single steps', async (t) => {
    const single = await losses(await train(t), perceptronBatches(12));
    const stepsPerCall = 4;
    const training = await train(t, { graph: perceptronGraph({ stepsPerCall }) });
    const several = await losses(training, perceptronBatches(12));
    assert.equal(several.length, 12);
    single.forEach((loss, step) => {
      assert.ok(Math.abs(loss - several[step]!) < 1e-6, `step ${step}: ${loss} and ${several[step]}`);
    });
    const [batch] = perceptronBatches(1);
    await assert.rejects(training.step(batch!), /batches: 1 were given; a call of this graph takes 4/);
  });

  it('reports scalar metrics as numbers, others as tensors, and the seconds of the step', async (t) => {
    const training = await train(t);
    const [batch] = perceptronBatches(1);
    const [report] = await training.step(batch!);
    const { metrics, tensors, seconds } = report!;
    assert.deepEqual(Object.keys(metrics).toSorted(), ['gradientNorm', 'learningRate', 'loss']);
    const perRow = tensors.perRow!;
    assert.deepEqual(perRow.shape, [16]);
    const mean = (perRow.data as Float32Array).reduce((sum, x) => sum + x, 0) / 16;
    assert.ok(Math.abs(mean - metrics.loss!) < 1e-6);
    assert.ok(seconds.run > 0 && seconds.total >= seconds.feed + seconds.run);
  });

  it('refuses batches and parameters of the wrong shape by name', async (t) => {
    const training = await train(t);
    await assert.rejects(training.step({ x: floats([16, 8]), y: floats([16]) }), {
      kind: 'invalid-argument',
      message: 'y: y float32 [16, 1]: float32 [16] was given',
    });
    await assert.rejects(
      openTraining({ graph: perceptronGraph(), parameters: { ...perceptronParameters(), w1: floats([12]) } }),
      /w1 float32 \[8, 12\]: float32 \[12\] was given/,
    );
    await assert.rejects(training.writeState({ w1: floats([1]) }), /w1 float32 \[8, 12\]: float32 \[1\] was given/);
  });

  it('trains no further after a failed step until the state is written', async (t) => {
    const training = await train(t, { graph: table, parameters: tableParameters() });
    const before = await training.readState();
    const bad = training.step(ids(1, 2, rows));
    const posted = training.step(ids(1, 2, 3));
    await assert.rejects(bad, { kind: 'invalid-argument', message: /idx=50 .*fed ids int64 \[3\]/ });
    await assert.rejects(posted, { kind: 'failed-precondition' });
    await assert.rejects(training.readState(), { kind: 'data-loss' });
    await training.writeState(before);
    assert.equal((await training.step(ids(1, 2, 3))).length, 1);
  });
});
