import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { OpticalError } from '@optical/errors';
import fc from 'fast-check';
import type { DType } from '@optical/graph';
import type { Tensors } from '../thread/transfer.ts';
import { checkTensors } from './check-tensors.ts';
import type { TensorType } from './tensor-type.ts';
import { zeros } from './tensor-type.ts';

const types: readonly TensorType[] = [
  { name: 'ids', dtype: 'int64', shape: ['batch', 3] },
  { name: 'mask', dtype: 'float32', shape: ['batch', 3] },
];

function violations(tensors: Tensors): Record<string, string> {
  try {
    checkTensors(types, tensors);
  } catch (error) {
    const { fieldViolations = [] } = (error as OpticalError).details;
    return Object.fromEntries(fieldViolations.map(({ field, description }) => [field, description]));
  }
  return {};
}

describe('checkTensors', () => {
  it('accepts tensors of the types, a free dimension having one size throughout', () => {
    assert.deepEqual(violations({ ids: zeros('int64', [2, 3]), mask: zeros('float32', [2, 3]) }), {});
  });

  it('names every tensor that is missing, unknown or of another type, with what is expected', () => {
    assert.deepEqual(violations({ ids: zeros('int32', [2, 3]), extra: zeros('float32', [1]) }), {
      ids: 'ids int64 [batch, 3]: int32 [2, 3] was given',
      mask: 'mask float32 [batch, 3]: is missing',
      extra: 'is unknown; expected ids, mask',
    });
  });

  it('names the tensor that gave a free dimension another size', () => {
    assert.deepEqual(violations({ ids: zeros('int64', [2, 3]), mask: zeros('float32', [4, 3]) }), {
      mask: 'mask float32 [batch, 3]: float32 [4, 3] was given, but batch is 2 in ids',
    });
  });

  it('tells an array that has moved to another thread', () => {
    const ids = zeros('int64', [2, 3]);
    structuredClone(ids, { transfer: [ids.data.buffer as ArrayBuffer] });
    assert.deepEqual(violations({ ids, mask: zeros('float32', [2, 3]) }), {
      ids: 'ids int64 [batch, 3]: int64 [2, 3] holds 6 elements, 0 were given (its buffer has moved away)',
    });
  });

  it('refuses an array of the wrong kind for its dtype', () => {
    const ids = { dtype: 'int64', shape: [1, 3], data: Int32Array.of(1, 2, 3) } as const;
    assert.deepEqual(violations({ ids, mask: zeros('float32', [1, 3]) }), {
      ids: 'ids int64 [batch, 3]: int64 is kept in BigInt64Array',
    });
  });

  it('accepts a tensor of any dtype and shape for its own type, and no longer with an axis more', () => {
    const dtypes: DType[] = ['float32', 'float64', 'float16', 'int32', 'int64', 'uint8', 'uint32', 'bool'];
    const shapes = fc.array(fc.nat(4), { maxLength: 4 });
    fc.assert(
      fc.property(fc.constantFrom(...dtypes), shapes, (dtype, shape) => {
        checkTensors([{ name: 'x', dtype, shape }], { x: zeros(dtype, shape) });
        assert.throws(
          () => {
            checkTensors([{ name: 'x', dtype, shape: [...shape, 1] }], { x: zeros(dtype, shape) });
          },
          { kind: 'invalid-argument' },
        );
      }),
    );
  });
});
