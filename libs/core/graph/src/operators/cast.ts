import { apply } from '../graph/apply.ts';
import type { Value } from '../graph/types.ts';
import { dtypeTraits } from '../tensor/dtype.ts';
import type { DType } from '../tensor/dtype.ts';

/** Converts the elements; floats become integers by truncation, and int32 and uint32 keep their bits. */
export function cast(x: Value, dtype: DType): Value {
  if (x.dtype === dtype) return x;
  const attributes = { to: { i: dtypeTraits(dtype).code } };
  return apply({ operator: 'Cast', inputs: [x], attributes }, { dtype, shape: x.shape });
}
