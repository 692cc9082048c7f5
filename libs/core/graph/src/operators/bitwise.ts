import { apply } from '../graph/apply.ts';
import { operatorError } from '../graph/error.ts';
import type { Value } from '../graph/types.ts';
import { isFloat } from '../tensor/dtype.ts';
import { pair } from './operand.ts';
import type { Operand } from './operand.ts';

function bitwise(operator: string): (left: Operand, right: Operand) => Value {
  return (left, right) => {
    const { a, b, shape } = pair(operator, left, right);
    if (isFloat(a.dtype) || a.dtype === 'bool') throw operatorError(operator, [a, b], 'the operands must be integers');
    return apply({ operator, inputs: [a, b] }, { dtype: a.dtype, shape });
  };
}

export const bitAnd = bitwise('BitwiseAnd');
export const bitOr = bitwise('BitwiseOr');
export const bitXor = bitwise('BitwiseXor');

/** Shifts an unsigned integer; bits that leave it are lost. */
export function bitShift(x: Value, direction: 'LEFT' | 'RIGHT', bits: Operand): Value {
  const { a, b, shape } = pair('BitShift', x, bits);
  if (!a.dtype.startsWith('uint')) throw operatorError('BitShift', [a, b], 'the operands must be unsigned integers');
  return apply(
    { operator: 'BitShift', inputs: [a, b], attributes: { direction: { s: direction } } },
    { dtype: a.dtype, shape },
  );
}
