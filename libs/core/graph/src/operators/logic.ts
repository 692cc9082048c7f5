import { apply } from '../graph/apply.ts';
import { operatorError } from '../graph/error.ts';
import type { Value } from '../graph/types.ts';
import { isFloat } from '../tensor/dtype.ts';
import { broadcast } from '../tensor/shape.ts';
import { lift, pair } from './operand.ts';
import type { Operand } from './operand.ts';

function comparison(operator: string): (left: Operand, right: Operand) => Value {
  return (left, right) => {
    const { a, b, shape } = pair(operator, left, right);
    return apply({ operator, inputs: [a, b] }, { dtype: 'bool', shape });
  };
}

export const equal = comparison('Equal');
export const less = comparison('Less');
export const lessOrEqual = comparison('LessOrEqual');
export const greater = comparison('Greater');
export const greaterOrEqual = comparison('GreaterOrEqual');

function connective(operator: string): (a: Value, b: Value) => Value {
  return (left, right) => {
    const { a, b, shape } = pair(operator, left, right);
    if (a.dtype !== 'bool') throw operatorError(operator, [a, b], 'the operands must be bool');
    return apply({ operator, inputs: [a, b] }, { dtype: 'bool', shape });
  };
}

export const and = connective('And');
export const or = connective('Or');

export function not(x: Value): Value {
  if (x.dtype !== 'bool') throw operatorError('Not', [x], 'the operand must be bool');
  return apply({ operator: 'Not', inputs: [x] }, x);
}

function floatTest(operator: string): (x: Value) => Value {
  return (x) => {
    if (!isFloat(x.dtype)) throw operatorError(operator, [x], 'the operand must be a float');
    return apply({ operator, inputs: [x] }, { dtype: 'bool', shape: x.shape });
  };
}

export const isNaN = floatTest('IsNaN');
export const isInf = floatTest('IsInf');

/** Neither NaN nor infinite. */
export function isFinite(x: Value): Value {
  return not(or(isNaN(x), isInf(x)));
}

/** `yes` where `condition` holds, else `no`; all three broadcast. No gradient flows to the element not chosen. */
export function where(condition: Value, yes: Operand, no: Operand): Value {
  const [a, b] = lift('Where', yes, no);
  const operands = [condition, a, b];
  if (condition.dtype !== 'bool') throw operatorError('Where', operands, 'the condition must be bool');
  if (a.dtype !== b.dtype) throw operatorError('Where', operands, `the dtypes ${a.dtype} and ${b.dtype} differ`);
  const branches = broadcast(a.shape, b.shape);
  const shape = branches && broadcast(condition.shape, branches);
  if (shape === undefined) throw operatorError('Where', operands, 'the shapes do not broadcast');
  return apply({ operator: 'Where', inputs: operands }, { dtype: a.dtype, shape });
}
