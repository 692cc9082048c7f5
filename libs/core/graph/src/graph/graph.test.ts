import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { OpticalError } from '@optical/errors';
import {
  add,
  concat,
  createGraph,
  gather,
  gradients,
  input,
  layerNorm,
  linear,
  matmul,
  mul,
  reduceSum,
  reshape,
  scope,
  softmax,
  square,
  toOnnx,
  where,
} from '../index.ts';
import type { Value } from '../index.ts';

const graph = createGraph();
const x = input(graph, 'x', 'float32', [2, 3]);
const y = input(graph, 'y', 'float32', [4, 5]);
const scale = input(graph, 'scale', 'float32', [3]);
const ids = input(graph, 'ids', 'int64', ['batch', 7]);

describe('building a graph', () => {
  const mistakes: Readonly<Record<string, [() => Value, RegExp]>> = {
    'a product of matrices that do not fit': [
      () => matmul(x, y),
      /^MatMul\(x: float32\[2, 3\], y: float32\[4, 5\]\): the inner dimensions 3 and 4 differ$/,
    ],
    'shapes that do not broadcast': [() => add(x, y), /^Add\(x: .*, y: .*\): the shapes do not broadcast$/],
    'operands of different dtypes': [
      () => mul(x, ids),
      /^Mul\(.*int64\[batch, 7\]\): the dtypes float32 and int64 differ$/,
    ],
    'a free dimension beside a size': [() => concat([ids, input(graph, 'more', 'int64', [2, 7])], 1), /^Concat\(/],
    'an axis that is not there': [() => softmax(x, 2), /^Softmax\(x: float32\[2, 3\]\): there is no axis 2$/],
    'a reshape that loses elements': [
      () => reshape(x, [4, 2]),
      /^Reshape\(x: .*\): the elements do not fill \[4, 2\]$/,
    ],
    'float indices': [() => gather(x, y), /^Gather\(.*\): the indices must be int64 or int32$/],
    'a condition that is no bool': [() => where(x, x, 0), /^Where\(.*\): the condition must be bool$/],
    'a bias of the wrong size': [
      () => linear(x, input(graph, 'w', 'float32', [3, 4]), y),
      /the bias must be float32\[4\]$/,
    ],
    'values of different graphs': [
      () => add(x, input(createGraph(), 'x', 'float32', [2, 3])),
      /^Add\(.*\): the operands belong to different graphs$/,
    ],
    'an input name that is taken': [() => input(graph, 'x', 'float32', []), /^input: the name "x" is taken$/],
    'a bad dimension': [() => input(graph, 'z', 'float32', [1.5]), /^input z: axis 0 has the bad dimension 1.5$/],
  };
  for (const [title, [mistake, message]] of Object.entries(mistakes)) {
    it(`refuses ${title}, naming operator, tensors and shapes`, () => {
      assert.throws(mistake, (error) => {
        assert.ok(error instanceof OpticalError);
        assert.equal(error.kind, 'invalid-argument');
        assert.match(error.message, message);
        return true;
      });
    });
  }

  it('computes equal expressions once', () => {
    assert.equal(add(mul(x, 2), 1), add(mul(x, 2), 1));
    assert.notEqual(mul(x, 2), mul(x, 3));
    assert.notEqual(mul(x, 0), mul(x, -0));
  });

  it('leaves out operations that change nothing', () => {
    assert.equal(add(x, 0), x);
    assert.equal(mul(1, x), x);
    assert.equal(reshape(reshape(x, [6]), [2, 3]), x);
  });

  it('names nodes after the scopes they were made in', () => {
    const value = scope(graph, 'encoder', () => scope(graph, 'layer.0', () => mul(x, 5)));
    assert.match(value.name, /^encoder\/layer\.0\/Mul_\d+$/);
  });

  it('leaves results that nothing reads out of the model', () => {
    const normal = layerNorm(x, scale, scale);
    const [dx] = gradients(reduceSum(square(normal)), [x]);
    const has = (model: Uint8Array): boolean => new TextDecoder('latin1').decode(model).includes(`${normal.name}:1`);
    assert.equal(has(toOnnx({ normal })), false);
    assert.equal(has(toOnnx({ dx: dx! })), true);
  });

  it('refuses an output whose name an input has', () => {
    assert.throws(() => toOnnx({ x: mul(x, 2) }), /the output name "x" is taken/);
  });

  it('refuses a model without outputs', () => {
    assert.throws(() => toOnnx({}), /there is no output/);
  });
});
