import { OpticalError } from '@optical/errors';
import type { Value } from '@optical/graph';

/** What is known of the positions of one side's texts, beside their vectors. */
export const sideInputs = ['scoringMask', 'contentMask', 'tokenWeights'] as const;

/**
 * Each is float32 [batch, positions]. `scoringMask`: 1 where late interaction reads the vector, which special and [MASK]
 * tokens are part of, 0 at padding. `contentMask`: 1 at the tokens of the text itself. `tokenWeights`: the inverse
 * document frequency of the token, finite and at least 0.
 */
export type SideInput = (typeof sideInputs)[number];

export const sideNames = ['student', 'teacher'] as const;

export type SideName = (typeof sideNames)[number];

/** The texts of one side of a batch of pairs. */
export type Side = Readonly<Partial<Record<SideInput, Value>>> & {
  /** float32 [batch, positions, dims], rows of length 1; finite where they count nowhere. */
  readonly vectors: Value;
};

/** Foreign texts as the student encodes them and their English originals as the teacher does; lengths may differ. */
export type Pairs = Readonly<Record<SideName, Side>>;

/** @throws OpticalError internal if an arm reads what it has not declared */
export function readSide(side: Side, name: SideInput): Value {
  const value = side[name];
  if (value === undefined) throw new OpticalError('internal', `an arm reads ${name} without declaring it`);
  return value;
}
