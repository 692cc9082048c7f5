import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { evaluate, gradients } from '@optical/graph';
import { constantEpsilon, reference } from '@optical/transport';
import type { WeightedObjective } from '../src/index.ts';
import { arbitraryTexts } from './support/arbitrary-texts.ts';
import { armGraph } from './support/arm-graph.ts';
import type { Sizes, Texts } from './support/arm-graph.ts';
import { everyObjective } from './support/objectives.ts';

const sizes: Sizes = { pairs: 2, student: 3, teacher: 4, dims: 3 };
/** Half the distance of a central difference: its error is about h² in float64. */
const h = 1e-5;
const [example, other] = fc.sample(arbitraryTexts(sizes), { numRuns: 2, seed: 1 }) as [Texts, Texts];

/** Derivatives of a function of the student's vectors, flat. */
function centralDifferences(valueAt: (vectors: readonly number[]) => number, vectors: readonly number[]): number[] {
  return vectors.map(
    (x, place) => (valueAt(vectors.with(place, x + h)) - valueAt(vectors.with(place, x - h))) / (2 * h),
  );
}

function assertGradient(
  objective: WeightedObjective,
  texts: Texts,
  valueAt?: (vectors: readonly number[]) => number,
): void {
  const { loss, studentVectors, feeds } = armGraph(objective, sizes);
  const fed = feeds(texts);
  const slopes = evaluate(gradients(loss, [studentVectors]), fed)[0]!.data;
  const lossAt = (vectors: readonly number[]): number =>
    evaluate([loss], { ...fed, 'student.vectors': vectors })[0]!.data[0]!;
  const expected = centralDifferences(valueAt ?? lossAt, fed['student.vectors']!);
  assert.ok(slopes.some((slope) => Math.abs(slope) > 1e-3));
  expected.forEach((slope, place) => {
    assert.ok(Math.abs(slopes[place]! - slope) < 1e-7, `${slopes[place]} instead of ${slope} at ${place}`);
  });
}

describe('the gradient of', () => {
  for (const objective of everyObjective.filter((term) => !term.objective.startsWith('ot-'))) {
    it(`${objective.objective} is the central difference of its loss`, () => {
      assertGradient(objective, example);
      assertGradient(objective, other);
    });
  }

  for (const objective of ['ot-sinkhorn', 'ot-ipot', 'ot-unbalanced'] as const) {
    it(`${objective} is the central difference of its loss if its iterations are unrolled`, () => {
      assertGradient({ objective, transport: { regularization: 0.5, iterations: 4, unroll: true } }, example);
    });
  }

  it('ot-sinkhorn is otherwise that of the entropic objective, by the envelope theorem', () => {
    const transport = { regularization: 0.3, iterations: 200 };
    const { student, teacher } = example;
    const objectiveOf = (vectors: readonly number[]): number => {
      const values = student.map(({ contentMask }, pair) => {
        const size = sizes.student * sizes.dims;
        const rows = reference.matrixOf(sizes.student, sizes.dims, vectors.slice(pair * size, (pair + 1) * size));
        const columns = teacher[pair]!;
        const problem = {
          cost: linearCost(rows, columns.vectors),
          a: reference.maskedMarginal(contentMask),
          b: reference.maskedMarginal(columns.contentMask),
        };
        const { f, g } = reference.sinkhorn(problem, { schedule: constantEpsilon(0.3, 200) });
        return dot(f, problem.a) + dot(g, problem.b);
      });
      return values.reduce((sum, x) => sum + x, 0) / values.length;
    };
    assertGradient({ objective: 'ot-sinkhorn', transport }, example, objectiveOf);
  });
});

/** 1 - x · y, as the arms compute it of vectors of length 1. */
function linearCost(
  { rows, columns, values }: reference.Matrix,
  others: readonly (readonly number[])[],
): reference.Matrix {
  const entries = Array.from({ length: rows }, (_, i) =>
    others.map((y) => 1 - dot(values.subarray(i * columns, (i + 1) * columns), y)),
  );
  return reference.matrixOf(rows, others.length, entries.flat());
}

function dot(x: ArrayLike<number>, y: ArrayLike<number>): number {
  return Array.from(x).reduce((sum, value, i) => sum + value * y[i]!, 0);
}
