import { OpticalError } from '@optical/errors';
import { text } from '../graph/attributes.ts';
import type { Value } from '../graph/types.ts';
import { zeros } from '../operators/creation.ts';
import { gather, gatherElements, scatterElements, scatterRows } from '../operators/indexing.ts';
import { transpose } from '../operators/movement.ts';
import { flatten } from '../operators/reshape.ts';
import { rowSparse, toDense } from './row-sparse.ts';
import type { Application } from './rule.ts';

/** Sums the gradients of gathered slices into a dense gradient of the operand. */
export function gatherGradient({ x: [x, indices], g }: Application, axis: number): readonly Value[] {
  const rank = indices!.shape.length;
  const places = g.shape.map((_, place) => place);
  const order = [...places.slice(axis, axis + rank), ...places.slice(0, axis), ...places.slice(axis + rank)];
  const sums = toDense(rowSparse(indices!, transpose(g, order)), x!.shape[axis]!);
  const back = x!.shape.map((_, place) => (place === axis ? 0 : place < axis ? place + 1 : place));
  return [transpose(sums, back)];
}

export function gatherElementsGradient({ x: [x, indices], g }: Application, axis: number): readonly Value[] {
  return [scatterElements(zeros(x!.graph, x!.shape, x!.dtype), indices!, g, axis, 'add')];
}

/** Replaced rows get no gradient. */
export function scatterRowsGradient({ x: [, address, rows], g }: Application): readonly (Value | undefined)[] {
  const indices = flatten(address!, 0);
  return [scatterRows(g, indices, zeros(g.graph, rows!.shape, g.dtype)), undefined, gather(g, indices)];
}

/** Overwritten elements get no gradient. */
export function scatterElementsGradient(
  { node, x: [, indices, updates], g }: Application,
  axis: number,
): readonly (Value | undefined)[] {
  const reduction = text(node, 'reduction');
  if (reduction === 'max' || reduction === 'min')
    throw new OpticalError(
      'unimplemented',
      `gradients: ${node.name} scatters with ${reduction}, which has no gradient`,
    );
  const overwritten = (): Value => scatterElements(g, indices!, zeros(g.graph, updates!.shape, g.dtype), axis);
  return [reduction === 'add' ? g : overwritten(), undefined, gatherElements(g, indices!, axis)];
}
