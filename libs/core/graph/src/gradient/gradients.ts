import { OpticalError } from '@optical/errors';
import { operatorError } from '../graph/error.ts';
import { scope } from '../graph/graph.ts';
import { scalar } from '../graph/constant.ts';
import { reachableFrom, readsOf } from '../graph/reachable.ts';
import type { Node, Value } from '../graph/types.ts';
import { isFloat } from '../tensor/dtype.ts';
import { sameShape } from '../tensor/shape.ts';
import { add } from '../operators/arithmetic.ts';
import { zeros } from '../operators/creation.ts';
import { rules } from './rules.ts';

/**
 * Derivatives of a scalar with respect to inputs, constants or intermediate values of its graph, by one reverse sweep.
 * They are ordinary values: they can be part of a further expression and be differentiated again.
 * @param loss a float scalar
 * @returns one value for each of `wrt`, of its dtype and shape
 * @throws OpticalError invalid-argument if the loss does not depend on one of them
 * @throws OpticalError unimplemented if it does so through an operator without gradient, such as Loop
 */
export function gradients(loss: Value, wrt: readonly Value[]): readonly Value[] {
  if (loss.shape.length > 0 || !isFloat(loss.dtype))
    throw operatorError('gradients', [loss], 'the loss must be a float scalar');
  const path = nodesBetween(wrt, loss);
  const collected = new Map<Value, Value[]>([[loss, [scalar(loss.graph, 1, loss.dtype)]]]);
  const gradientOf = (value: Value): Value | undefined => collected.get(value)?.reduce(add);

  for (const node of path.toReversed()) {
    const gs = node.outputs.map(gradientOf);
    if (gs.every((g) => g === undefined)) continue;
    scope(loss.graph, `gradient/${node.name}`, () => {
      pullBack(node, gs).forEach((gradient, place) => {
        const operand = node.inputs[place];
        if (gradient === undefined || operand === undefined) return;
        if (!sameShape(gradient.shape, operand.shape))
          throw operatorError(
            node.operator,
            [operand, gradient],
            'the gradient does not have the shape of its operand',
          );
        const terms = collected.get(operand) ?? [];
        terms.push(gradient);
        collected.set(operand, terms);
      });
    });
  }
  return wrt.map((value) => {
    const gradient = gradientOf(value);
    if (gradient === undefined)
      throw operatorError('gradients', [loss, value], 'the loss does not depend on the value');
    return gradient;
  });
}

/** Nodes through which the loss depends on the values, in the order of their creation. */
function nodesBetween(values: readonly Value[], loss: Value): readonly Node[] {
  const dependent = new Set(values);
  const nodes = [...reachableFrom([loss]).nodes].sort((a, b) => a.id - b.id);
  return nodes.filter((node) => {
    const depends = readsOf(node).some((value) => dependent.has(value));
    if (depends) for (const output of node.outputs) if (isFloat(output.dtype)) dependent.add(output);
    return depends;
  });
}

function pullBack(node: Node, gs: readonly (Value | undefined)[]): readonly (Value | undefined)[] {
  const rule = rules[node.operator];
  if (rule === undefined)
    throw new OpticalError(
      'unimplemented',
      `gradients: ${node.operator} ${node.name} has no gradient; detach its operands with stopGradient${node.operator === 'Loop' ? ', or unroll it' : ''}`,
    );
  const x = node.inputs.map((value) => value!);
  const [y] = node.outputs;
  const g = gs[0] ?? zeros(y!.graph, y!.shape, y!.dtype);
  return rule({ node, x, y: node.outputs, g, gs });
}
