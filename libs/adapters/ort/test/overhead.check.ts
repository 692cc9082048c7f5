/**
 * What the worker threads cost, and what the choices of `Tuning` bring, on this machine:
 * `node test/overhead.check.ts [threads]`. Prints medians; nothing can fail.
 */
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

/** Makes steps and gives the milliseconds of each, and how many of them were spent outside the runtime. */
interface Contender {
  readonly name: string;
  readonly steps: (batches: readonly Tensors[]) => Promise<{ readonly total: number; readonly outside: number }[]>;
  readonly close: () => Promise<void>;
}

const graph = encoderGraph(benchSize);

async function byHand(): Promise<Contender> {
  const session = await runtime.InferenceSession.create(graph.model, sessionOptions('cpu', { threads }));
  let state = toRuntimeTensors(runtime, initialState(graph.state, encoderParameters(benchSize)));
  return {
    name: 'state fed back by hand, in this thread',
    async steps(batches) {
      const spent: { total: number; outside: number }[] = [];
      for (const batch of batches) {
        const begun = performance.now();
        const outputs = await session.run({ ...toRuntimeTensors(runtime, batch), ...state });
        state = Object.fromEntries(graph.state.map(({ input, output }) => [input, outputs[output]!]));
        spent.push({ total: performance.now() - begun, outside: 0 });
      }
      return spent;
    },
    close: () => session.release(),
  };
}

async function inWorker(name: string, tuning: Tuning): Promise<Contender> {
  const training = await openTraining({ graph, parameters: encoderParameters(benchSize), ...tuning });
  return {
    name,
    async steps(batches) {
      const spent: { total: number; outside: number }[] = [];
      await training.run(batches, {
        onProgress: ({ seconds: { total, run } }) => spent.push({ total: 1000 * total, outside: 1000 * (total - run) }),
      });
      return spent;
    },
    close: () => training.close(),
  };
}

/** In rounds, so that what else the machine does meets all alike. */
async function compare(contenders: readonly Contender[], rounds: number): Promise<void> {
  const spent = new Map(contenders.map((contender) => [contender, [] as { total: number; outside: number }[]]));
  for (let round = 0; round <= rounds; round++) {
    for (const contender of contenders) {
      const steps = await contender.steps([...encoderBatches(benchSize, 3)]);
      if (round > 0) spent.get(contender)!.push(...steps);
    }
  }
  for (const [{ name, close }, steps] of spent) {
    await close();
    const sorted = (part: 'total' | 'outside'): number[] => steps.map((step) => step[part]).toSorted((a, b) => a - b);
    const totals = sorted('total');
    const middle = Math.floor(totals.length / 2);
    const [least, median, outside] = [totals[0]!, totals[middle]!, sorted('outside')[middle]!];
    const times = `least ${least.toFixed(1)} ms, median ${median.toFixed(1)} ms`;
    console.log(`training step, ${name}: ${times}, of which outside the runtime ${outside.toFixed(2)} ms`);
  }
}

const parameterCount = graph.state.reduce((sum, { shape }) => sum + shape.reduce((a, b) => a * b, 1), 0) / 3e6;
console.log(`${threads} threads; training: ${parameterCount.toFixed(1)} million parameters`);
for (const rows of [1, 64, 4096]) await runs(rows);
await compare(
  [
    await byHand(),
    await inWorker('as it comes', { threads }),
    await inWorker('with spinning', { threads, spinning: true }),
    await inWorker('without arena', { threads, arena: false }),
    await inWorker('without memory pattern', { threads, memoryPattern: false }),
    await inWorker('with basic optimization', { threads, optimization: 'basic' }),
    await inWorker('on one thread', { threads: 1 }),
  ],
  4,
);
