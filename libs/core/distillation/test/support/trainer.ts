import type { StateSpec, Tensor, TrainingGraph } from '@optical/graph';
import { InferenceSession, Tensor as RuntimeTensor } from 'onnxruntime-node';

export type Parameters = ReadonlyMap<string, Float32Array>;
export type State = Readonly<Record<string, RuntimeTensor>>;
export type Feeds = Readonly<Record<string, Tensor>>;

export interface Step {
  readonly metrics: Readonly<Record<string, Float32Array>>;
  /** State after the step. */
  readonly state: State;
}

/** Runs a training graph in onnxruntime on the CPU, one step per batch, the state handed from step to step. */
export async function train(
  graph: TrainingGraph,
  start: State,
  batches: Iterable<Feeds>,
  threads = 1,
): Promise<Step[]> {
  const session = await InferenceSession.create(graph.model, { intraOpNumThreads: threads, logSeverityLevel: 3 });
  const steps: Step[] = [];
  try {
    let state = start;
    for (const batch of batches) {
      const fed = Object.entries(batch).map(([name, { dtype, data, shape }]) => [
        name,
        new RuntimeTensor(dtype as 'float32', data as Float32Array, shape),
      ]);
      const results = await session.run({ ...state, ...(Object.fromEntries(fed) as State) });
      state = Object.fromEntries(graph.state.map(({ input, output }) => [input, results[output]!]));
      const metrics = graph.metrics.map(({ name }) => [name, results[name]!.data as Float32Array]);
      steps.push({ state, metrics: Object.fromEntries(metrics) as Step['metrics'] });
    }
  } finally {
    await session.release();
  }
  return steps;
}

export function initialState({ state }: TrainingGraph, parameters: Parameters): State {
  return Object.fromEntries(state.map((spec) => [spec.input, initialTensor(spec, parameters)]));
}

function initialTensor({ dtype, shape, initial }: StateSpec, parameters: Parameters): RuntimeTensor {
  if ('parameter' in initial)
    return new RuntimeTensor('float32', parameters.get(initial.parameter)!.slice(), [...shape]);
  const size = shape.reduce((product, dim) => product * dim, 1);
  return dtype === 'int32'
    ? new RuntimeTensor('int32', new Int32Array(size).fill(initial.fill), [...shape])
    : new RuntimeTensor('float32', new Float32Array(size).fill(initial.fill), [...shape]);
}

/** A scalar metric of every step. */
export function curve(steps: readonly Step[], name: string): number[] {
  return steps.map(({ metrics }) => metrics[name]![0]!);
}
