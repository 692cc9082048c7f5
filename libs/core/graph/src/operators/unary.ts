import { apply } from '../graph/apply.ts';
import { operatorError } from '../graph/error.ts';
import type { Value } from '../graph/types.ts';
import { isFloat } from '../tensor/dtype.ts';

function floatUnary(operator: string): (x: Value) => Value {
  return (x) => {
    if (!isFloat(x.dtype)) throw operatorError(operator, [x], 'the operand must be a float');
    return apply({ operator, inputs: [x] }, x);
  };
}

export const exp = floatUnary('Exp');
export const log = floatUnary('Log');
export const sqrt = floatUnary('Sqrt');
export const reciprocal = floatUnary('Reciprocal');
export const sin = floatUnary('Sin');
export const cos = floatUnary('Cos');
/** Error function. */
export const erf = floatUnary('Erf');
export const floor = floatUnary('Floor');

export function neg(x: Value): Value {
  return apply({ operator: 'Neg', inputs: [x] }, x);
}

/** The gradient at 0 is 0. */
export function abs(x: Value): Value {
  return apply({ operator: 'Abs', inputs: [x] }, x);
}

/** -1, 0 or 1; its gradient is 0. */
export function sign(x: Value): Value {
  return apply({ operator: 'Sign', inputs: [x] }, x);
}
