import { OpticalError } from '@optical/errors';
import type { Value } from '../graph/types.ts';
import { add, div, minimum } from '../operators/arithmetic.ts';
import { reduceSumSquare } from '../operators/reductions.ts';
import { sqrt } from '../operators/unary.ts';
import type { Coalesced } from '../gradient/row-sparse.ts';

/** Keeps the factor finite for a norm of 0; PyTorch's constant. */
const tiny = 1e-6;

/** Euclidean norm of all gradients together, with repeated rows of sparse ones summed first. A scalar. */
export function globalNorm(dense: readonly Value[], sparse: readonly Coalesced[] = []): Value {
  const squares = [...dense, ...sparse.map(({ distinct }) => distinct)].map((gradient) => reduceSumSquare(gradient));
  if (squares.length === 0) throw new OpticalError('invalid-argument', 'globalNorm: there is no gradient');
  return sqrt(squares.reduce(add));
}

/** Factor that brings gradients of the given norm to `maxNorm` at most, as torch.nn.utils.clip_grad_norm_. */
export function clipFactor(norm: Value, maxNorm: number): Value {
  return minimum(div(maxNorm, add(norm, tiny)), 1);
}
