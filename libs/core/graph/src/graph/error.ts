import { OpticalError } from '@optical/errors';
import { formatShape } from '../tensor/shape.ts';
import type { Value } from './types.ts';

/** `encoder/ids: int64[batch, 32]` */
export function describe({ name, dtype, shape }: Value): string {
  return `${name}: ${dtype}${formatShape(shape)}`;
}

/** An operator was applied to operands that do not fit it: names the operator, the tensors and their shapes. */
export function operatorError(operator: string, operands: readonly Value[], problem: string): OpticalError {
  return new OpticalError('invalid-argument', `${operator}(${operands.map(describe).join(', ')}): ${problem}`);
}
