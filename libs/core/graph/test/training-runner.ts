import * as ort from 'onnxruntime-node';
import { tensor, toNumbers } from '../src/index.ts';
import type { InputSpec, TrainingGraph } from '../src/index.ts';
import { fromOrt } from './onnxruntime.ts';

type Elements = ArrayLike<number>;

export interface TrainingRun {
  /** Feeds one batch and returns the metrics. */
  readonly step: (batch: Readonly<Record<string, Elements>>) => Promise<Readonly<Record<string, Float64Array>>>;
  /** A state tensor as it is now. */
  readonly state: (name: string) => Float64Array;
  readonly release: () => Promise<void>;
}

const toOrt = ({ dtype, shape }: Omit<InputSpec, 'name'>, elements: Elements): ort.Tensor => {
  const dims = shape as readonly number[];
  return new ort.Tensor(dtype, tensor(dtype, dims, elements).data as never, dims);
};

/** Carries the state of a training model from call to call, in the plainest way. */
export async function startTraining(
  graph: TrainingGraph,
  parameters: Readonly<Record<string, Elements>>,
  threads = 1,
): Promise<TrainingRun> {
  const session = await ort.InferenceSession.create(graph.model, { intraOpNumThreads: threads, logSeverityLevel: 3 });
  const held = new Map<string, ort.Tensor>();
  for (const spec of graph.state) {
    const { initial } = spec;
    const size = spec.shape.reduce((a, b) => a * b, 1);
    held.set(
      spec.input,
      toOrt(spec, 'fill' in initial ? new Float64Array(size).fill(initial.fill) : parameters[initial.parameter]!),
    );
  }
  for (const spec of graph.frozen) held.set(spec.name, toOrt(spec, parameters[spec.name]!));
  return {
    step: async (batch) => {
      const fed = graph.inputs.map((spec) => [spec.name, toOrt(spec, batch[spec.name]!)] as const);
      const results = await session.run(Object.fromEntries([...held, ...fed]));
      for (const { input, output } of graph.state) held.set(input, results[output]!);
      return Object.fromEntries(graph.metrics.map(({ name }) => [name, toNumbers(fromOrt(results[name]!))]));
    },
    state: (name) => toNumbers(fromOrt(held.get(name)!)),
    release: () => session.release(),
  };
}
