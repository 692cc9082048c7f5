import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import * as g from '../src/index.ts';
import { difference, random, runOnnx } from './onnxruntime.ts';

/** Two shapes that broadcast: axes of a common shape turned to 1 or, in front, left out. */
const shapes = fc
  .array(fc.integer({ min: 1, max: 4 }), { maxLength: 4 })
  .chain((full) =>
    fc.tuple(
      fc.constant(full),
      ...[0, 1].map(() => fc.tuple(fc.array(fc.boolean(), { minLength: 4, maxLength: 4 }), fc.nat(full.length))),
    ),
  )
  .map(([full, ...choices]) =>
    choices.map(([ones, dropped]) => full.map((dim, axis) => (ones[axis] === true ? 1 : dim)).slice(dropped)),
  );

const draw = random(2);
const elements = (shape: readonly number[]): number[] =>
  Array.from({ length: shape.reduce((a, b) => a * b, 1) }, () => Math.fround(draw() + 0.5));

function operands([left, right]: readonly (readonly number[])[]) {
  const graph = g.createGraph();
  const a = g.input(graph, 'a', 'float32', left!);
  const b = g.input(graph, 'b', 'float32', right!);
  return { a, b, feeds: { a: elements(left!), b: elements(right!) } };
}

describe('broadcasting', () => {
  it('has the shape and elements that onnxruntime has', async () => {
    await fc.assert(
      fc.asyncProperty(shapes, async (pair) => {
        const { a, b, feeds } = operands(pair);
        const sum = g.add(a, g.mul(a, b));
        const { y } = await runOnnx(g.toOnnx({ y: sum }), [a, b], feeds);
        assert.deepEqual(y!.shape, sum.shape);
        assert.ok(difference(y!, g.evaluate([sum], feeds)[0]!) < 1e-5);
      }),
      { numRuns: 60 },
    );
  });

  it('is summed back by gradients: that of Σ (a + a b) is the other operand, added up', () => {
    fc.assert(
      fc.property(shapes, (pair) => {
        const { a, b, feeds } = operands(pair);
        const product = g.mul(a, b);
        const [da, db] = g.evaluate(g.gradients(g.reduceSum(product), [a, b]), feeds);
        assert.deepEqual([da!.shape, db!.shape], [a.shape, b.shape]);
        // Euler's theorem for a bilinear form: a · ∂/∂a and b · ∂/∂b are both the form itself.
        const [form] = g.evaluate([g.reduceSum(product)], feeds);
        const dot = (xs: readonly number[], ys: Float64Array): number => xs.reduce((sum, x, i) => sum + x * ys[i]!, 0);
        for (const value of [dot(feeds.a, da!.data), dot(feeds.b, db!.data)])
          assert.ok(Math.abs(value - form!.data[0]!) < 1e-9 * form!.data[0]!);
      }),
    );
  });

  it('is refused where the runtime would refuse it', () => {
    fc.assert(
      fc.property(fc.integer({ min: 2, max: 9 }), fc.integer({ min: 2, max: 9 }), (m, n) => {
        fc.pre(m !== n);
        const { a, b } = operands([[m], [3, n]]);
        assert.throws(() => g.add(a, b), /the shapes do not broadcast/);
      }),
    );
  });
});

describe('matrix products', () => {
  it('are the same however the transposes are written, and so are their gradients', () => {
    const size = fc.integer({ min: 1, max: 4 });
    fc.assert(
      fc.property(
        size,
        size,
        size,
        size,
        fc.boolean(),
        fc.boolean(),
        fc.boolean(),
        (batch, m, k, n, transposeA, transposeB, contrib) => {
          const graph = g.createGraph({ contrib });
          const a = g.input(graph, 'a', 'float32', transposeA ? [batch, k, m] : [batch, m, k]);
          const b = g.input(graph, 'b', 'float32', transposeB ? [n, k] : [k, n]);
          const feeds = { a: elements(a.shape as number[]), b: elements(b.shape as number[]) };
          const direct = g.matmul(a, b, { transposeA, transposeB });
          const spelled = g.matmul(transposeA ? g.swapAxes(a, 1, 2) : a, transposeB ? g.transpose(b) : b);
          const both = [direct, spelled].map((y) => [y, ...g.gradients(g.reduceSum(g.square(y)), [a, b])]);
          const [first, second] = both.map((values) => g.evaluate(values, feeds));
          assert.deepEqual(direct.shape, [batch, m, n]);
          first!.forEach((value, place) => {
            assert.ok(difference(value, second![place]!) < 1e-9);
          });
        },
      ),
    );
  });
});
