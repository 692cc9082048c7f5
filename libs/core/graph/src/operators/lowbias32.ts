import type { Value } from '../graph/types.ts';
import { mul } from './arithmetic.ts';
import { bitShift, bitXor } from './bitwise.ts';

/** Shifts and multipliers of lowbias32, a bijective hash of 32 bits: https://nullprogram.com/blog/2018/07/31/ */
const rounds = [
  [16, 0x7feb352d],
  [15, 0x846ca68b],
] as const;
const lastShift = 16;

/** The hash of a number, unsigned. */
export function lowbias32(x: number): number {
  const mixed = rounds.reduce((h, [shift, multiplier]) => Math.imul(h ^ (h >>> shift), multiplier), x);
  return (mixed ^ (mixed >>> lastShift)) >>> 0;
}

/** The same hash of every element of an uint32 tensor, whose products wrap around. */
export function lowbias32Of(x: Value): Value {
  const folded = (h: Value, shift: number): Value => bitXor(h, bitShift(h, 'RIGHT', shift));
  return folded(
    rounds.reduce((h, [shift, multiplier]) => mul(folded(h, shift), multiplier), x),
    lastShift,
  );
}
