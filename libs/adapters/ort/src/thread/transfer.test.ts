import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { packTensors } from './transfer.ts';

describe('packTensors', () => {
  it('moves a buffer that a tensor fills, once, even if two tensors share it', () => {
    const data = Float32Array.of(1, 2);
    const { transfer } = packTensors({
      a: { dtype: 'float32', shape: [2], data },
      b: { dtype: 'float32', shape: [1, 2], data },
    });
    assert.deepEqual(transfer, [data.buffer]);
  });

  it('copies a view of part of a buffer and moves the copy only', () => {
    const buffer = new ArrayBuffer(4096);
    const view = new Float32Array(buffer, 8, 2).fill(5);
    const { tensors, transfer } = packTensors({ a: { dtype: 'float32', shape: [2], data: view } });
    assert.deepEqual(tensors.a?.data, Float32Array.of(5, 5));
    assert.deepEqual(
      transfer.map(({ byteLength }) => byteLength),
      [8],
    );
    assert.notEqual(transfer[0], buffer);
  });

  it('leaves shared memory where it is', () => {
    const data = new Float32Array(new SharedArrayBuffer(16), 4, 2);
    const { tensors, transfer } = packTensors({ a: { dtype: 'float32', shape: [2], data } });
    assert.equal(tensors.a?.data, data);
    assert.deepEqual(transfer, []);
  });
});
