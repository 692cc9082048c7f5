import { operatorError } from '../graph/error.ts';
import type { Value } from '../graph/types.ts';

/**
 * An axis counted from the front; negative ones count from the back.
 * @throws OpticalError invalid-argument if the value has no such axis
 */
export function normalizeAxis(operator: string, x: Value, axis: number, rank = x.shape.length): number {
  if (!Number.isInteger(axis) || axis < -rank || axis >= rank)
    throw operatorError(operator, [x], `there is no axis ${axis}`);
  return axis < 0 ? axis + rank : axis;
}

/** Distinct axes in ascending order; undefined means all of them. */
export function normalizeAxes(operator: string, x: Value, axes: number | readonly number[] | undefined): number[] {
  if (axes === undefined) return x.shape.map((_, axis) => axis);
  const listed = typeof axes === 'number' ? [axes] : axes;
  const distinct = new Set(listed.map((axis) => normalizeAxis(operator, x, axis)));
  if (distinct.size !== listed.length) throw operatorError(operator, [x], `the axes ${listed.join()} repeat`);
  return [...distinct].sort((a, b) => a - b);
}
