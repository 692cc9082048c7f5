import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import * as ort from 'onnxruntime-node';
import * as g from '../src/index.ts';
import type { TrainingContext, TrainingOptions } from '../src/index.ts';
import { random } from './onnxruntime.ts';
import { startTraining } from './training-runner.ts';

const [batch, rows, width] = [4, 10, 3];

/** `w` learns the sums of embedding rows; with dropout, and a frozen shift. */
function forward({ parameter, input, randomKey }: TrainingContext): g.Objective {
  const looked = g.dropout(g.gather(parameter('table'), input('ids')), 0.2, randomKey, 'looked');
  const predicted = g.add(g.matmul(looked, parameter('w')), parameter('shift'));
  const errors = g.sub(predicted, input('targets'));
  return { loss: g.reduceMean(g.square(errors)), metrics: { worst: g.reduceMax(g.abs(errors)) } };
}

const options: TrainingOptions = {
  parameters: [
    { name: 'table', shape: [rows, width], rowSparse: true },
    { name: 'w', shape: [width, 1] },
    { name: 'shift', shape: [1], trainable: false },
  ],
  inputs: { ids: { dtype: 'int64', shape: [batch] }, targets: { dtype: 'float32', shape: [batch, 1] } },
  forward,
  optimizer: { learningRate: 0.05 },
};

const draw = random(11);
const parameters = {
  table: Array.from({ length: rows * width }, draw),
  w: Array.from({ length: width }, draw),
  shift: [0.25],
};
const feed = { ids: [1, 3, 3, 9], targets: [1, 2, 3, 4] };

describe('a training step', () => {
  it('describes its inputs, state and metrics', () => {
    const graph = g.buildTrainingStep({ ...options, stepsPerCall: 5, microBatches: 2 });
    assert.deepEqual(graph.inputs, [
      { name: 'ids', dtype: 'int64', shape: [5, 2, batch] },
      { name: 'targets', dtype: 'float32', shape: [5, 2, batch, 1] },
    ]);
    assert.deepEqual(graph.frozen, [{ name: 'shift', dtype: 'float32', shape: [1] }]);
    assert.deepEqual(
      graph.metrics.map(({ name, shape }) => [name, shape]),
      [
        ['worst', [5]],
        ['loss', [5]],
        ['learningRate', [5]],
      ],
    );
    const table = graph.state.find(({ input }) => input === 'table');
    assert.deepEqual(table, {
      input: 'table',
      output: 'next/table',
      dtype: 'float32',
      shape: [rows, width],
      initial: { parameter: 'table' },
      inPlace: false,
    });
  });

  it('trains what is trainable, in rows that the batch reads', async () => {
    const run = await startTraining(g.buildTrainingStep(options), parameters);
    const before = run.state('table');
    const first = await run.step(feed);
    for (let i = 0; i < 60; i++) await run.step(feed);
    const last = await run.step(feed);
    assert.ok(last.loss![0]! < first.loss![0]! / 2);
    const after = run.state('table');
    const changed = Array.from({ length: rows }, (_, row) => after[row * width] !== before[row * width]);
    assert.deepEqual(
      changed.flatMap((is, row) => (is ? [row] : [])),
      [1, 3, 9],
    );
    await run.release();
  });

  it('depends on the seed and repeats bit for bit with the same one, however many steps are in a call', async () => {
    const results = [];
    for (const [seed, stepsPerCall] of [
      [1, 1],
      [1, 1],
      [1, 3],
      [2, 1],
    ] as const) {
      const run = await startTraining(g.buildTrainingStep({ ...options, seed, stepsPerCall }), parameters);
      const repeated = (all: readonly number[]): number[] => Array.from({ length: stepsPerCall }, () => all).flat();
      for (let call = 0; call < 3 / stepsPerCall; call++)
        await run.step({ ids: repeated(feed.ids), targets: repeated(feed.targets) });
      results.push([...run.state('table'), ...run.state('w')]);
      await run.release();
    }
    assert.deepEqual(results[1], results[0]);
    assert.deepEqual(results[2], results[0]);
    assert.notDeepEqual(results[3], results[0]);
  });

  it('may write the state that is in place over its input', async () => {
    const graph = g.buildTrainingStep(options);
    const inPlace = graph.state.filter((spec) => spec.inPlace);
    assert.deepEqual(
      inPlace.map(({ input }) => input),
      ['table', 'optimizer/moment1/table', 'optimizer/moment2/table'],
    );
    const reference = await startTraining(graph, parameters);
    for (let i = 0; i < 3; i++) await reference.step(feed);

    const session = await ort.InferenceSession.create(graph.model);
    const state = new Map(
      graph.state.map(({ input, dtype, shape, initial }) => {
        const size = shape.reduce((a, b) => a * b, 1);
        const elements =
          'fill' in initial ? new Array<number>(size).fill(initial.fill) : parameters[initial.parameter as 'w'];
        return [input, new ort.Tensor(dtype, g.tensor(dtype, shape, elements).data as never, shape)];
      }),
    );
    const fed = {
      ids: new ort.Tensor('int64', BigInt64Array.from(feed.ids, BigInt), [batch]),
      targets: new ort.Tensor('float32', Float32Array.from(feed.targets), [batch, 1]),
      shift: new ort.Tensor('float32', Float32Array.from(parameters.shift), [1]),
    };
    const others = graph.metrics.map(({ name }) => [name, null] as const);
    for (let i = 0; i < 3; i++) {
      const fetches = graph.state.map(
        ({ input, output, inPlace: same }) => [output, same ? state.get(input)! : null] as const,
      );
      const results = await session.run(
        { ...Object.fromEntries(state), ...fed },
        Object.fromEntries([...others, ...fetches]),
      );
      for (const { input, output, inPlace: same } of graph.state) if (!same) state.set(input, results[output]!);
    }
    for (const { input } of graph.state)
      assert.deepEqual(Float64Array.from(state.get(input)!.data as Float32Array), reference.state(input));
    await Promise.all([session.release(), reference.release()]);
  });

  it('keeps a table out of place that something reads beside the update', () => {
    const { state } = g.buildTrainingStep({
      ...options,
      forward: (context) => ({
        ...forward(context),
        metrics: { other: g.reduceSum(g.gather(context.parameter('table'), g.sub(9, context.input('ids')))) },
      }),
    });
    assert.equal(state.find(({ input }) => input === 'table')!.inPlace, false);
  });

  it('skips steps that overflow with the loss scale, and lowers it', async () => {
    const graph = g.buildTrainingStep({ ...options, lossScale: { initial: 2 ** 120, growthInterval: 2 }, seed: 3 });
    const run = await startTraining(graph, parameters);
    const start = [run.state('table'), run.state('w')];
    await run.step({ ...feed, targets: [1e19, 0, 0, 0] });
    assert.deepEqual([run.state('table'), run.state('w')], start);
    assert.deepEqual([...run.state('optimizer/step'), ...run.state('optimizer/lossScale')], [0, 2 ** 119]);
    await run.release();
  });

  it('is the same with a loss scale that does not overflow, which grows after its interval', async () => {
    const plain = await startTraining(g.buildTrainingStep(options), parameters);
    const scaled = await startTraining(
      g.buildTrainingStep({ ...options, lossScale: { initial: 8, growthInterval: 2 } }),
      parameters,
    );
    for (let i = 0; i < 5; i++) await Promise.all([plain.step(feed), scaled.step(feed)]);
    assert.deepEqual(scaled.state('table'), plain.state('table'));
    assert.deepEqual([...scaled.state('optimizer/lossScale'), ...scaled.state('optimizer/lossScaleStreak')], [32, 1]);
    await Promise.all([plain.release(), scaled.release()]);
  });

  it('takes batches of any size where an input has a free dimension', async () => {
    const inputs: TrainingOptions['inputs'] = {
      ids: { dtype: 'int64', shape: ['batch'] },
      targets: { dtype: 'float32', shape: ['batch', 1] },
    };
    const free: TrainingOptions = {
      ...options,
      inputs,
      forward: ({ parameter, input }) => {
        const predicted = g.matmul(g.gather(parameter('table'), input('ids')), parameter('w'));
        return { loss: g.reduceMean(g.square(g.sub(predicted, input('targets')))) };
      },
    };
    const graph = g.buildTrainingStep(free);
    assert.deepEqual(graph.inputs[0]!.shape, ['batch']);
    const ofSize = (size: number) =>
      ({
        ids: { dtype: 'int64', shape: [size] },
        targets: { dtype: 'float32', shape: [size, 1] },
      }) as const;
    for (const size of [1, 4]) {
      const known = g.buildTrainingStep({ ...free, inputs: ofSize(size) });
      const any = await startTraining({ ...graph, inputs: known.inputs }, parameters);
      const fixed = await startTraining(known, parameters);
      const part = { ids: feed.ids.slice(0, size), targets: feed.targets.slice(0, size) };
      assert.deepEqual(await any.step(part), await fixed.step(part));
      assert.deepEqual(any.state('table'), fixed.state('table'));
      await Promise.all([any.release(), fixed.release()]);
    }
    assert.throws(() => g.buildTrainingStep({ ...free, stepsPerCall: 2 }), /ids has the free shape \[2, batch\]/);
  });

  it('trains a forward function in half precision', async () => {
    const half = (value: g.Value): g.Value => g.cast(value, 'float16');
    const graph = g.buildTrainingStep({
      ...options,
      lossScale: { initial: 1024 },
      forward: ({ parameter, input }) => {
        const looked = half(g.gather(parameter('table'), input('ids')));
        const predicted = g.cast(g.gelu(g.matmul(looked, half(parameter('w')))), 'float32');
        return { loss: g.reduceMean(g.square(g.sub(predicted, input('targets')))) };
      },
    });
    const run = await startTraining(graph, parameters);
    const first = await run.step(feed);
    for (let i = 0; i < 60; i++) await run.step(feed);
    const last = await run.step(feed);
    assert.ok(last.loss![0]! < first.loss![0]! / 2, `${first.loss![0]!} to ${last.loss![0]!}`);
    await run.release();
  });

  const refusals: Readonly<Record<string, [Partial<TrainingOptions>, RegExp]>> = {
    'a parameter that does not exist': [
      { forward: ({ parameter }) => ({ loss: g.reduceSum(parameter('v')) }) },
      /there is no parameter "v"/,
    ],
    'a parameter that the loss does not depend on': [
      { forward: ({ parameter }) => ({ loss: g.reduceSum(parameter('w')) }) },
      /the loss does not depend on the table/,
    ],
    'a loss that is no scalar': [
      { forward: ({ parameter }) => ({ loss: parameter('w') }) },
      /the loss must be a float32 scalar/,
    ],
    'a free dimension where the forward function needs a fixed one': [
      { inputs: { ...options.inputs, ids: { dtype: 'int64', shape: ['batch'] } } },
      /^OpticalError: \w+.*batch/,
    ],
    'a count that is not positive': [{ stepsPerCall: 0 }, /stepsPerCall must be a positive whole number, not 0/],
    'two parameters of one name': [
      { parameters: [...options.parameters, { name: 'w', shape: [1] }] },
      /the name "w" is taken/,
    ],
  };
  for (const [title, [change, message]] of Object.entries(refusals)) {
    it(`is refused with ${title}`, () => {
      assert.throws(() => g.buildTrainingStep({ ...options, ...change }), message);
    });
  }
});
