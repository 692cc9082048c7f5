import { apply } from '../graph/apply.ts';
import { operatorError } from '../graph/error.ts';
import type { Value } from '../graph/types.ts';
import { isFloat } from '../tensor/dtype.ts';
import { isNumber, pair } from './operand.ts';
import type { Operand } from './operand.ts';

/** Element by element with broadcasting; int32 and uint32 wrap around. */
export function add(left: Operand, right: Operand): Value {
  const { a, b, shape } = pair('Add', left, right);
  if (isNumber(b, 0)) return a;
  if (isNumber(a, 0)) return b;
  return apply({ operator: 'Add', inputs: [a, b] }, { dtype: a.dtype, shape });
}

export function sub(left: Operand, right: Operand): Value {
  const { a, b, shape } = pair('Sub', left, right);
  if (isNumber(b, 0)) return a;
  return apply({ operator: 'Sub', inputs: [a, b] }, { dtype: a.dtype, shape });
}

export function mul(left: Operand, right: Operand): Value {
  const { a, b, shape } = pair('Mul', left, right);
  if (isNumber(b, 1)) return a;
  if (isNumber(a, 1)) return b;
  return apply({ operator: 'Mul', inputs: [a, b] }, { dtype: a.dtype, shape });
}

/** Integers are divided towards zero. */
export function div(left: Operand, right: Operand): Value {
  const { a, b, shape } = pair('Div', left, right);
  if (isNumber(b, 1)) return a;
  return apply({ operator: 'Div', inputs: [a, b] }, { dtype: a.dtype, shape });
}

/** `base ** exponent`; the gradient reaches the exponent only if that is no constant. */
export function pow(base: Operand, exponent: Operand): Value {
  const { a, b, shape } = pair('Pow', base, exponent);
  if (isNumber(b, 1)) return a;
  return apply({ operator: 'Pow', inputs: [a, b] }, { dtype: a.dtype, shape });
}

/** Integer remainder with the sign of the divisor. Not differentiable. */
export function mod(left: Operand, right: Operand): Value {
  const { a, b, shape } = pair('Mod', left, right);
  if (isFloat(a.dtype)) throw operatorError('Mod', [a, b], 'the operands must be integers');
  return apply({ operator: 'Mod', inputs: [a, b] }, { dtype: a.dtype, shape });
}

/** The greater of two elements; where they are equal, each gets half the gradient. */
export function maximum(left: Operand, right: Operand): Value {
  const { a, b, shape } = pair('Max', left, right);
  return apply({ operator: 'Max', inputs: [a, b] }, { dtype: a.dtype, shape });
}

export function minimum(left: Operand, right: Operand): Value {
  const { a, b, shape } = pair('Min', left, right);
  return apply({ operator: 'Min', inputs: [a, b] }, { dtype: a.dtype, shape });
}

export function square(x: Value): Value {
  return mul(x, x);
}
