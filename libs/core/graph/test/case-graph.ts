import { createGraph, input } from '../src/index.ts';
import type { Graph, Value } from '../src/index.ts';
import { random } from './onnxruntime.ts';
import type { OperatorCase } from './operator-cases.ts';

export interface CaseGraph {
  readonly graph: Graph;
  readonly operands: readonly Value[];
  readonly result: Value;
  readonly feeds: Readonly<Record<string, readonly number[]>>;
}

/** Builds a case and draws its operands, the same ones each time. */
export function caseGraph({ inputs, build, contrib = false }: OperatorCase): CaseGraph {
  const graph = createGraph({ contrib });
  const draw = random(7);
  const operands = inputs.map(({ dtype = 'float32', shape }, place) => input(graph, `x${place}`, dtype, shape));
  const feeds = inputs.map(({ dtype = 'float32', shape, low = -1.5, high = 1.5 }, place) => {
    const size = shape.reduce((a, b) => a * b, 1);
    const elements = Array.from({ length: size }, () => {
      const x = low + draw() * (high - low);
      return dtype === 'float32' ? Math.fround(x) : Math.floor(x);
    });
    return [`x${place}`, elements] as const;
  });
  return { graph, operands, result: build(...operands), feeds: Object.fromEntries(feeds) };
}
