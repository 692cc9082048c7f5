import { OpticalError } from '@optical/errors';
import { createGraph, input } from '../graph/graph.ts';
import { reachableFrom } from '../graph/reachable.ts';
import type { Graph, Node, Value, ValueType } from '../graph/types.ts';
import { toOnnx } from '../onnx/to-onnx.ts';
import { gather } from '../operators/indexing.ts';
import { loop } from '../operators/loop.ts';
import { isStatic } from '../tensor/shape.ts';
import { mapValues, pick, zip } from './named.ts';
import type { NamedValues } from './named.ts';
import type { TrainingOptions } from './options.ts';
import { stateSlots } from './state.ts';
import type { InputSpec, TensorSpec, TrainingGraph } from './training-graph.ts';
import { trainingStep } from './training-step.ts';
import type { StepResult } from './training-step.ts';

const outputName = (state: string): string => `next/${state}`;

/**
 * A whole training step, from batch to updated parameters, as one ordinary inference model.
 * @throws OpticalError invalid-argument if the shape of anything but an input is not fixed, or that of an input with
 *   several steps per call; if names repeat, or the loss does not depend on a parameter that is to be trained
 */
export function buildTrainingStep(options: TrainingOptions): TrainingGraph {
  const { microBatches = 1, stepsPerCall = 1 } = options;
  requireCounts({ microBatches, stepsPerCall });
  const graph = createGraph({ contrib: options.contrib ?? false });
  const slots = stateSlots(options);
  const state = inputs(
    graph,
    slots.map(({ input: name, ...type }) => [name, type]),
  );
  const fixed = options.parameters.filter(({ trainable = true }) => !trainable);
  const frozen = inputs(
    graph,
    fixed.map(({ name, shape }) => [name, { dtype: 'float32', shape }]),
  );
  const stacked = [stepsPerCall, microBatches].filter((size) => size > 1);
  const batch = inputs(
    graph,
    Object.entries(options.inputs).map(([name, { dtype, shape }]) => [name, { dtype, shape: [...stacked, ...shape] }]),
  );

  const step = (now: NamedValues, part: NamedValues, inside: Graph): StepResult =>
    trainingStep(options, { graph: inside, state: now, frozen, batch: part });
  const { next, metrics } =
    stepsPerCall === 1 ? step(state, batch, graph) : repeated(graph, stepsPerCall, state, batch, step);

  const outputs = {
    ...Object.fromEntries(Object.entries(next).map(([name, value]) => [outputName(name), value])),
    ...metrics,
  };
  const needed = reachableFrom(Object.values(outputs));
  return {
    model: toOnnx(outputs),
    inputs: Object.values(batch).map(stepsPerCall === 1 ? inputSpecOf : specOf),
    state: slots.map((slot) => ({
      ...slot,
      output: outputName(slot.input),
      inPlace: isReadBeforeWritten(state[slot.input]!, next[slot.input]!, needed.nodes),
    })),
    frozen: Object.values(frozen).map(specOf),
    metrics: Object.entries(metrics).map(([name, value]) => ({ ...specOf(value), name })),
    stepsPerCall,
  };
}

function requireCounts(counts: Readonly<Record<string, number>>): void {
  for (const [name, count] of Object.entries(counts)) {
    if (!Number.isInteger(count) || count < 1)
      throw new OpticalError('invalid-argument', `training: ${name} must be a positive whole number, not ${count}`);
  }
}

function inputs(graph: Graph, types: readonly (readonly [name: string, type: ValueType])[]): NamedValues {
  return Object.fromEntries(types.map(([name, { dtype, shape }]) => [name, input(graph, name, dtype, shape)]));
}

/** Several steps in a Loop, each with its part of the stacked batches; metrics are stacked likewise. */
function repeated(
  graph: Graph,
  steps: number,
  state: NamedValues,
  batches: NamedValues,
  step: (state: NamedValues, batch: NamedValues, graph: Graph) => StepResult,
): StepResult {
  const names = Object.keys(state);
  let metricNames: readonly string[] = [];
  const { state: last, scan } = loop({
    graph,
    trips: steps,
    initial: pick(state, names),
    body: (iteration, values) => {
      const batch = mapValues(batches, (stacked) => gather(stacked, iteration));
      const { next, metrics } = step(zip(names, values), batch, iteration.graph);
      metricNames = Object.keys(metrics);
      return { state: pick(next, names), scan: Object.values(metrics) };
    },
  });
  return { next: zip(names, last), metrics: zip(metricNames, scan) };
}

/** Whether the next value is the old one with rows replaced, and everything else that reads the old one comes before. */
function isReadBeforeWritten(before: Value, after: Value, nodes: ReadonlySet<Node>): boolean {
  if (after.source.kind !== 'node' || after.source.node.operator !== 'ScatterND') return false;
  const writer = after.source.node;
  const [target, ...rest] = writer.inputs.filter((value) => value !== undefined);
  const earlier = reachableFrom(rest).nodes;
  const readers = [...nodes].filter((node) => node !== writer && node.inputs.includes(before));
  return target === before && readers.every((node) => earlier.has(node));
}

function inputSpecOf({ name, dtype, shape }: Value): InputSpec {
  return { name, dtype, shape };
}

function specOf({ name, dtype, shape }: Value): TensorSpec {
  if (!isStatic(shape))
    throw new OpticalError('invalid-argument', `training: ${name} has the free shape [${shape.join(', ')}]`);
  return { name, dtype, shape };
}
