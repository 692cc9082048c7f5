import { OpticalError } from '@optical/errors';
import { text } from '../graph/attributes.ts';
import type { Node, Value } from '../graph/types.ts';
import { cast } from '../operators/cast.ts';
import { zeros } from '../operators/creation.ts';
import { gatherElements, gatherND, scatterElements, scatterND } from '../operators/indexing.ts';
import { transpose } from '../operators/movement.ts';
import { unsqueeze } from '../operators/reshape.ts';
import type { Application } from './rule.ts';

/** Sums the gradients of gathered slices into a dense gradient of the operand. */
export function gatherGradient({ x: [x, indices], g }: Application, axis: number): readonly Value[] {
  const rank = indices!.shape.length;
  const places = g.shape.map((_, place) => place);
  const order = [...places.slice(axis, axis + rank), ...places.slice(0, axis), ...places.slice(axis + rank)];
  const rows = transpose(g, order);
  const shape = [x!.shape[axis]!, ...rows.shape.slice(rank)];
  const address = unsqueeze(cast(indices!, 'int64'), rank);
  const sums = scatterND(zeros(x!.graph, shape, x!.dtype), address, rows, 'add');
  const back = x!.shape.map((_, place) => (place === axis ? 0 : place < axis ? place + 1 : place));
  return [transpose(sums, back)];
}

export function gatherElementsGradient({ x: [x, indices], g }: Application, axis: number): readonly Value[] {
  return [scatterElements(zeros(x!.graph, x!.shape, x!.dtype), indices!, g, axis, 'add')];
}

export function gatherNDGradient({ x: [x, indices], g }: Application): readonly Value[] {
  return [scatterND(zeros(x!.graph, x!.shape, x!.dtype), indices!, g, 'add')];
}

/** Overwritten elements of the operand get no gradient. Of updates to one place, only the last counts: use distinct ones. */
export function scatterNDGradient({ node, x: [, indices, updates], g }: Application): readonly (Value | undefined)[] {
  const kept = isSum(node) ? g : scatterND(g, indices!, zeros(g.graph, updates!.shape, g.dtype));
  return [kept, undefined, gatherND(g, indices!)];
}

export function scatterElementsGradient(application: Application, axis: number): readonly (Value | undefined)[] {
  const { node, x, g } = application;
  const [, indices, updates] = x;
  const kept = isSum(node) ? g : scatterElements(g, indices!, zeros(g.graph, updates!.shape, g.dtype), axis);
  return [kept, undefined, gatherElements(g, indices!, axis)];
}

function isSum(node: Node): boolean {
  const reduction = text(node, 'reduction');
  if (reduction === 'max' || reduction === 'min')
    throw new OpticalError(
      'unimplemented',
      `gradients: ${node.name} scatters with ${reduction}, which has no gradient`,
    );
  return reduction === 'add';
}
