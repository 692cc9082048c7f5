import { body } from '../../graph/attributes.ts';
import type { Kernels } from '../kernel.ts';
import type { NdArray } from '../nd-array.ts';

const scalar = (x: number): NdArray => ({ shape: [], data: Float64Array.of(x) });

export const loopKernels: Kernels = {
  Loop: ({ node, inputs: [trips, proceed, ...initial], shapes, run }) => {
    const step = body(node)!;
    let state: readonly NdArray[] = initial;
    let condition = proceed!;
    const scanned: NdArray[][] = [];
    for (let iteration = 0; iteration < trips!.data[0]! && condition.data[0] !== 0; iteration++) {
      const [next, ...results] = run(step, [scalar(iteration), condition, ...state]);
      condition = next!;
      state = results.slice(0, initial.length);
      scanned.push(results.slice(initial.length));
    }
    const stacked = shapes.slice(initial.length).map((shape, place) => ({
      shape,
      data: Float64Array.from(scanned.flatMap((results) => [...results[place]!.data])),
    }));
    return [...state, ...stacked];
  },
};
