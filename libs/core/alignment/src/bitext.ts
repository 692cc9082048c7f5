import { invalidArgument } from '@optical/errors';
import type { IdSequences } from './id-sequences.ts';

/** Sentence pairs as token ids, special tokens left out: sequence `i` of one side translates sequence `i` of the other. */
export interface Bitext {
  readonly english: IdSequences;
  readonly foreign: IdSequences;
  /** Ids of a side lie in 0 to its vocabulary size - 1. */
  readonly englishVocabulary: number;
  readonly foreignVocabulary: number;
}

/** @throws OpticalError `invalid-argument` when the sides differ in length or an id lies outside its vocabulary. */
export function requireBitext({ english, foreign, englishVocabulary, foreignVocabulary }: Bitext): void {
  if (english.offsets.length !== foreign.offsets.length) {
    const [left, right] = [english.offsets.length - 1, foreign.offsets.length - 1];
    throw invalidArgument({ field: 'foreign', description: `has ${right} sequences, english has ${left}` });
  }
  requireIds('english', english.ids, englishVocabulary);
  requireIds('foreign', foreign.ids, foreignVocabulary);
}

function requireIds(side: string, ids: Int32Array, vocabulary: number): void {
  for (const [index, id] of ids.entries()) {
    if (id >= 0 && id < vocabulary) continue;
    throw invalidArgument({ field: `${side}.ids[${index}]`, description: `${id} is outside 0 to ${vocabulary - 1}` });
  }
}
