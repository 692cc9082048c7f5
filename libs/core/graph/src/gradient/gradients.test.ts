import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import * as g from '../index.ts';

const graph = g.createGraph();
const x = g.input(graph, 'x', 'float32', [3]);
const y = g.input(graph, 'y', 'float32', [3]);
const ids = g.input(graph, 'ids', 'int64', [3]);
const feeds = { x: [1, -2, 3], y: [1, 5, 3] };

function numbers(value: g.Value, at: Record<string, g.Feed> = feeds): number[] {
  return [...g.evaluate([value], at)[0]!.data];
}

describe('gradients', () => {
  it('add up over all uses of a value', () => {
    const [dx] = g.gradients(g.reduceSum(g.add(g.mul(x, x), g.mul(x, y))), [x]);
    assert.deepEqual(numbers(dx!), [3, 1, 9]);
  });

  it('can be taken with respect to intermediate values, and of gradients', () => {
    const squared = g.square(x);
    const loss = g.reduceSum(g.mul(squared, squared));
    assert.deepEqual(numbers(g.gradients(loss, [squared])[0]!), [2, 8, 18]);
    const [dx] = g.gradients(loss, [x]);
    assert.deepEqual(numbers(g.gradients(g.reduceSum(dx!), [x])[0]!), [12, 48, 108]);
  });

  it('do not pass stopGradient', () => {
    const [dx] = g.gradients(g.reduceSum(g.mul(x, g.stopGradient(x))), [x]);
    assert.deepEqual(numbers(dx!), [1, -2, 3]);
  });

  it('are halved between equal operands of a maximum and shared between equal maxima', () => {
    assert.deepEqual(numbers(g.gradients(g.reduceSum(g.maximum(x, y)), [x])[0]!), [0.5, 0, 0.5]);
    assert.deepEqual(numbers(g.gradients(g.reduceMax(x), [x])[0]!, { x: [2, 1, 2] }), [0.5, 0, 0.5]);
  });

  it('of logSumExp are 0 where every element is -Infinity', () => {
    const [dx] = g.gradients(g.logSumExp(x), [x]);
    assert.deepEqual(numbers(dx!, { x: [-Infinity, -Infinity, -Infinity] }), [0, 0, 0]);
    assert.deepEqual(numbers(dx!, { x: [-Infinity, 4, -Infinity] }), [0, 1, 0]);
  });

  it('of a table are refused by rows where it is cast as a whole, and possible where its rows are', () => {
    const table = g.input(graph, 'table', 'float32', [4, 2]);
    const loss = (rows: g.Value): g.Value => g.cast(g.reduceSum(g.square(rows)), 'float32');
    const whole = loss(g.gather(g.cast(table, 'float16'), ids));
    assert.throws(() => g.rowGradients(whole, [table]), /Cast \S+ reads it as a whole/);
    const [byRows] = g.rowGradients(loss(g.cast(g.gather(table, ids), 'float16')), [table]).sparse;
    assert.equal(byRows!.rows.dtype, 'float32');
  });

  it('do not stretch a gradient in memory that only meets full operands', () => {
    const [dx] = g.gradients(g.reduceMean(g.square(g.sub(x, y))), [x]);
    const { source } = dx!;
    assert.ok(source.kind === 'node');
    assert.ok(
      source.node.inputs.every(
        (operand) => operand!.source.kind !== 'node' || operand!.source.node.operator !== 'Expand',
      ),
    );
  });

  it('are refused for a value that the loss does not depend on', () => {
    assert.throws(
      () => g.gradients(g.reduceSum(x), [y]),
      /^OpticalError: gradients\(.*\): the loss does not depend on/,
    );
    assert.throws(() => g.gradients(g.reduceSum(g.cast(g.greater(x, y), 'float32')), [x]), /does not depend on/);
  });

  it('are refused for a loss that is no float scalar', () => {
    assert.throws(() => g.gradients(x, [x]), /the loss must be a float scalar/);
    assert.throws(() => g.gradients(g.reduceSum(ids), [x]), /the loss must be a float scalar/);
  });

  it('are refused through a Loop, also one that reads the value from outside, unless it is detached', () => {
    const carried = (state: g.Value): g.Value =>
      g.loop({ graph, trips: 2, initial: [state], body: (_, [s]) => ({ state: [g.mul(s!, y)] }) }).state[0]!;
    const message = /Loop \S+ has no gradient; detach its operands with stopGradient, or unroll it/;
    assert.throws(() => g.gradients(g.reduceSum(carried(x)), [x]), message);
    assert.throws(() => g.gradients(g.reduceSum(carried(x)), [y]), message);
    const [dx] = g.gradients(g.reduceSum(g.mul(x, g.stopGradient(carried(x)))), [x]);
    assert.deepEqual(numbers(dx!), [1, -50, 27]);
  });
});
