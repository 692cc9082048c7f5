import type { Value } from '@optical/graph';
import { maskedMarginals, weightedMarginals } from '@optical/transport';
import type { Marginal } from '../objective/settings.ts';
import { readSide } from './side.ts';
import type { Side, SideInput } from './side.ts';

/** What each marginal is computed from. */
export const marginalReads: Readonly<Record<Marginal, readonly SideInput[]>> = {
  'uniform-positions': ['scoringMask'],
  'uniform-tokens': ['contentMask'],
  'inverse-document-frequency': ['contentMask', 'tokenWeights'],
};

/** Mass of each position, float32 [batch, positions]: rows of sum 1, or 0 for a text without such positions. */
export function marginalOf(side: Side, marginal: Marginal): Value {
  switch (marginal) {
    case 'uniform-positions':
      return maskedMarginals(readSide(side, 'scoringMask'));
    case 'uniform-tokens':
      return maskedMarginals(readSide(side, 'contentMask'));
    case 'inverse-document-frequency':
      return weightedMarginals(readSide(side, 'contentMask'), readSide(side, 'tokenWeights'));
  }
}
