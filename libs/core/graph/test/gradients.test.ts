import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { constant, evaluate, gradients, mul, ndArray, reduceSum, tensor, toOnnx } from '../src/index.ts';
import type { Value } from '../src/index.ts';
import { caseGraph } from './case-graph.ts';
import { difference, random, runOnnx } from './onnxruntime.ts';
import { operatorCases } from './operator-cases.ts';

/** Half the distance of a central difference: its error is about h² in float64. */
const h = 1e-5;

/** A scalar that depends on every element of the result, on each one differently. */
function weightedSum(result: Value): Value {
  const draw = random(3);
  const shape = result.shape as readonly number[];
  const size = shape.reduce((a, b) => a * b, 1);
  const weights = Array.from({ length: size }, () => Math.fround(draw() + 0.5));
  return reduceSum(mul(result, constant(result.graph, tensor('float32', shape, weights))));
}

type Feeds = Readonly<Record<string, readonly number[]>>;

function centralDifferences(loss: Value, operand: Value, feeds: Feeds): Float64Array {
  const elements = feeds[operand.name]!;
  const lossAt = (place: number, x: number): number =>
    evaluate([loss], { ...feeds, [operand.name]: elements.with(place, x) })[0]!.data[0]!;
  return Float64Array.from(elements, (x, place) => (lossAt(place, x + h) - lossAt(place, x - h)) / (2 * h));
}

describe('gradients', () => {
  for (const operatorCase of operatorCases.filter(({ gradient }) => gradient !== false)) {
    it(`of ${operatorCase.title} are the central differences, in the interpreter and in onnxruntime`, async () => {
      const { result, operands, feeds } = caseGraph(operatorCase);
      const loss = weightedSum(result);
      const floats = operands.filter(({ dtype }) => dtype === 'float32');
      const derivatives = gradients(loss, floats);
      const computed = evaluate(derivatives, feeds);
      const names = floats.map(({ name }) => `d${name}`);
      const run = await runOnnx(
        toOnnx(Object.fromEntries(names.map((name, i) => [name, derivatives[i]!]))),
        operands,
        feeds,
      );
      floats.forEach((operand, i) => {
        const expected = ndArray(operand.shape as readonly number[], centralDifferences(loss, operand, feeds));
        assert.ok(difference(computed[i]!, expected) < 1e-7, `${operand.name}: ${difference(computed[i]!, expected)}`);
        assert.ok(
          difference(run[names[i]!]!, computed[i]!) < 1e-5,
          `onnxruntime: ${difference(run[names[i]!]!, computed[i]!)}`,
        );
      });
    });
  }
});
