import fc from 'fast-check';
import { reference } from '../../src/index.ts';

export interface ProblemShape {
  readonly maxPositions?: number;
  readonly maxCost?: number;
  /** Leave some positions without mass. */
  readonly masked?: boolean;
  /** As many columns as rows, all with equal mass. */
  readonly square?: boolean;
}

/** Balanced problems with costs in [0, maxCost]; at least one position of each side carries mass. */
export function arbitraryProblem({
  maxPositions = 6,
  maxCost = 2,
  masked = false,
  square = false,
}: ProblemShape = {}): fc.Arbitrary<reference.LinearProblem> {
  const length = fc.integer({ min: 1, max: maxPositions });
  return fc.tuple(length, length).chain(([rows, other]) => {
    const columns = square ? rows : other;
    return fc
      .record({
        values: fc.array(finite(0, maxCost), { minLength: rows * columns, maxLength: rows * columns }),
        a: square ? fc.constant(reference.uniformMarginal(rows)) : marginal(rows, masked),
        b: square ? fc.constant(reference.uniformMarginal(columns)) : marginal(columns, masked),
      })
      .map(({ values, a, b }) => ({ cost: reference.matrixOf(rows, columns, values), a, b }));
  });
}

function marginal(positions: number, masked: boolean): fc.Arbitrary<Float64Array> {
  const bits = masked ? fc.array(fc.boolean(), { minLength: positions, maxLength: positions }) : fc.constant([true]);
  const weights = fc.array(finite(0.1, 1), { minLength: positions, maxLength: positions });
  return fc.tuple(bits, weights).map(([mask, mass]) => {
    const none = !mask.includes(true);
    return reference.weightedMarginal(
      mass.map((_, i) => (none || (mask[i] ?? true) ? 1 : 0)),
      mass,
    );
  });
}

function finite(min: number, max: number): fc.Arbitrary<number> {
  return fc.double({ min, max, noNaN: true });
}
