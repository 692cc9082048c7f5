import { OpticalError } from '@optical/errors';
import { addNode } from '../graph/apply.ts';
import { scalar } from '../graph/constant.ts';
import { operatorError } from '../graph/error.ts';
import { createChild, createValue, freshName } from '../graph/graph.ts';
import type { Graph, Value, ValueType } from '../graph/types.ts';
import { sameShape } from '../tensor/shape.ts';

export interface LoopStep {
  /** The state after the iteration, of the types of the initial state. */
  readonly state: readonly Value[];
  /** Values to be stacked over the iterations along a new first axis. */
  readonly scan?: readonly Value[];
  /** Continue after this iteration? A bool scalar; absent: until the number of trips is reached. */
  readonly proceed?: Value;
}

export interface LoopOptions {
  /** Where the loop runs: the graph of the innermost value that it reads. */
  readonly graph: Graph;
  /** Greatest number of iterations. */
  readonly trips: number;
  readonly initial: readonly Value[];
  /** `iteration` is an int64 scalar from 0. The body may read values from outside. */
  readonly body: (iteration: Value, state: readonly Value[]) => LoopStep;
}

export interface LoopResult {
  readonly state: readonly Value[];
  readonly scan: readonly Value[];
}

/**
 * Runs the body up to `trips` times, carrying its state. Scanned values need a fixed number of trips.
 * A Loop has no gradient: detach what comes out of it, or call the body in a TypeScript loop to unroll it.
 */
export function loop({ graph, trips, initial, body }: LoopOptions): LoopResult {
  if (!Number.isInteger(trips) || trips < 1)
    throw new OpticalError('invalid-argument', `Loop: ${trips} is no positive number of trips`);
  const child = createChild(graph);
  const iteration = argument(child, 'iteration', { dtype: 'int64', shape: [] });
  const condition = argument(child, 'condition', { dtype: 'bool', shape: [] });
  const carried = initial.map((value) => argument(child, 'state', value));
  const { state, scan = [], proceed } = body(iteration, carried);
  requireSameTypes(initial, state);
  if (scan.length > 0 && proceed !== undefined)
    throw new OpticalError('invalid-argument', 'Loop: scanned values need a fixed number of trips');

  // A graph output must be computed in its own graph, once.
  const returned = new Set<Value>();
  const own = (value: Value): Value => {
    const produced = value.graph === child && value.source.kind === 'node' && !returned.has(value);
    const output = produced ? value : addNode(child, { operator: 'Identity', inputs: [value] }, [value])[0]!;
    returned.add(output);
    return output;
  };
  const outputs = [proceed ?? condition, ...state, ...scan].map(own);
  const results = addNode(
    graph,
    {
      operator: 'Loop',
      inputs: [scalar(graph, trips, 'int64'), scalar(graph, 1, 'bool'), ...initial],
      attributes: { body: { g: { graph: child, inputs: [iteration, condition, ...carried], outputs } } },
    },
    [...initial, ...scan.map(({ dtype, shape }) => ({ dtype, shape: [trips, ...shape] }))],
  );
  return { state: results.slice(0, initial.length), scan: results.slice(initial.length) };
}

function argument(graph: Graph, label: string, type: ValueType): Value {
  const value = createValue(graph, freshName(graph, label), type, { kind: 'input' });
  graph.inputs.push(value);
  return value;
}

function requireSameTypes(initial: readonly Value[], state: readonly Value[]): void {
  const keeps = (before: Value, after: Value | undefined): boolean =>
    after?.dtype === before.dtype && sameShape(after.shape, before.shape);
  if (state.length !== initial.length || !initial.every((before, place) => keeps(before, state[place])))
    throw operatorError('Loop', [...initial, ...state], 'the body must return a state of the same types');
}
