import type { TestContext } from 'node:test';
import type { TrainingGraph } from '@optical/graph';
import { openSession, openTraining } from '../src/index.ts';
import type { Batches, Device, Tensors, OpenTrainingOptions, TrainingSession } from '../src/index.ts';
import { initialState } from '../src/training/initial-state.ts';
import { perceptronGraph, perceptronParameters } from './models.ts';

/** A training that ends with the test: of the perceptron on one thread, unless told otherwise. */
export async function train(t: TestContext, options: Partial<OpenTrainingOptions> = {}): Promise<TrainingSession> {
  const graph = options.graph ?? perceptronGraph();
  const training = await openTraining({ graph, parameters: perceptronParameters(), threads: 1, ...options });
  t.after(() => training.close());
  return training;
}

/** The losses of all steps. */
export async function losses(training: TrainingSession, batches: Batches): Promise<number[]> {
  const seen: number[] = [];
  await training.run(batches, {
    onProgress: ({ metrics }) => {
      seen.push(metrics.loss!);
    },
  });
  return seen;
}

/** The same training in the plainest way: a session whose state outputs are fed back by hand. */
export async function trainByHand(
  graph: TrainingGraph,
  parameters: Tensors,
  batches: Iterable<Tensors>,
  device: Device = 'cpu',
): Promise<{ readonly losses: readonly number[]; readonly state: Tensors }> {
  const session = await openSession({ model: graph.model, device, threads: 1 });
  const frozen = (): Tensors =>
    Object.fromEntries(graph.frozen.map(({ name }) => [name, structuredClone(parameters[name]!)]));
  let state = structuredClone(initialState(graph.state, parameters));
  const seen: number[] = [];
  for (const batch of batches) {
    const { outputs } = await session.run({ ...batch, ...state, ...frozen() });
    state = Object.fromEntries(graph.state.map(({ input, output }) => [input, outputs[output]!]));
    seen.push(Number(outputs.loss!.data[0]));
  }
  await session.close();
  return { losses: seen, state };
}
