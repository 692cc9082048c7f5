/**
 * What the worker threads cost, and what the choices of `Tuning` bring, on this machine:
 * `node test/overhead.check.ts [threads]`. Prints medians; nothing can fail.
 */
import type { Tensor as RuntimeTensor } from 'onnxruntime-node';
import { openSession, openTraining } from '../src/index.ts';
import type { Tensors, Tuning } from '../src/index.ts';
import { loadRuntime } from '../src/runtime/load-runtime.ts';
import { toRuntimeTensors } from '../src/runtime/runtime-tensor.ts';
import { sessionOptions } from '../src/runtime/tuning.ts';
import { zeros } from '../src/runtime/tensor-type.ts';
import { initialState } from '../src/training/initial-state.ts';
import { benchSize, encoderBatches, encoderGraph, encoderParameters } from './encoder.ts';
import { doubling } from './models.ts';

const threads = Number(process.argv[2] ?? 2);
const runtime = await loadRuntime();

/** Milliseconds of the work, without those of preparing it. */
async function median<Input>(
  repeats: number,
  prepare: () => Input,
  work: (input: Input) => Promise<unknown>,
): Promise<number> {
  const spent: number[] = [];
  for (let i = 0; i < repeats; i++) {
    const input = prepare();
    const begun = performance.now();
    await work(input);
    spent.push(performance.now() - begun);
  }
  return spent.toSorted((a, b) => a - b)[Math.floor(repeats / 2)]!;
}

async function runs(rows: number): Promise<void> {
  const feeds = (): Tensors => ({ x: zeros('float32', [rows, 256]) });
  const options = sessionOptions('cpu', { threads });
  const direct = await runtime.InferenceSession.create(doubling(), options);
  const here = await median(300, feeds, (fed) => direct.run(toRuntimeTensors(runtime, fed)));
  await direct.release();
  const session = await openSession({ model: doubling(), threads });
  const there = await median(300, feeds, (fed) => session.run(fed));
  await session.close();
  console.log(
    `run of ${rows} KiB in and out: ${here.toFixed(3)} ms in this thread, ${there.toFixed(3)} ms in a worker`,
  );
}

const graph = encoderGraph(benchSize);
const copies = <T>(items: Iterable<T>): T[] => [...items].map((item) => structuredClone(item));

async function plainSteps(): Promise<void> {
  const session = await runtime.InferenceSession.create(graph.model, sessionOptions('cpu', { threads }));
  let state = toRuntimeTensors(runtime, initialState(graph.state, encoderParameters(benchSize)));
  const [batch] = encoderBatches(benchSize, 1);
  const feeds = (): Record<string, RuntimeTensor> => ({ ...toRuntimeTensors(runtime, batch!), ...state });
  const spent = await median(12, feeds, async (fed) => {
    const outputs = await session.run(fed);
    state = Object.fromEntries(graph.state.map(({ input, output }) => [input, outputs[output]!]));
  });
  await session.release();
  console.log(`training step, state fed back by hand in this thread: ${spent.toFixed(1)} ms`);
}

async function steps(name: string, tuning: Tuning): Promise<void> {
  const training = await openTraining({ graph, parameters: encoderParameters(benchSize), ...tuning });
  const batches = copies(encoderBatches(benchSize, 13));
  await training.run(batches.slice(0, 3));
  const totals: number[] = [];
  const outside: number[] = [];
  await training.run(batches.slice(3), {
    onProgress: ({ seconds }) => {
      totals.push(1000 * seconds.total);
      outside.push(1000 * (seconds.total - seconds.run));
    },
  });
  await training.close();
  const mid = (values: number[]): string => values.toSorted((a, b) => a - b)[5]!.toFixed(2);
  console.log(`training step, ${name}: ${mid(totals)} ms, of which outside the runtime ${mid(outside)} ms`);
}

const parameterCount = graph.state.reduce((sum, { shape }) => sum + shape.reduce((a, b) => a * b, 1), 0) / 3e6;
console.log(`${threads} threads; training: ${parameterCount.toFixed(1)} million parameters`);
for (const rows of [1, 64, 4096]) await runs(rows);
await plainSteps();
await steps('as it comes', { threads });
await steps('with spinning', { threads, spinning: true });
await steps('without arena', { threads, arena: false });
await steps('without memory pattern', { threads, memoryPattern: false });
await steps('with basic optimization', { threads, optimization: 'basic' });
await steps('on one thread', { threads: 1 });
