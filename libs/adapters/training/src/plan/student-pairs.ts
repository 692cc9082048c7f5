import { packSequences } from '@optical/alignment';
import type { IdSequences } from '@optical/alignment';
import type { CleanBitext } from '../data/clean-bitext.ts';
import { sequenceCount, sequenceOf, takeSequences } from '../data/sequences.ts';
import type { BitextParts } from '../data/split-bitext.ts';
import type { ResolvedReference } from '../ports/resources.ts';
import type { BitextSource } from '../spec/training-spec.ts';

/** One bitext after reading, as ids of both sides. */
export interface TokenizedSource {
  readonly source: BitextSource;
  readonly dataset: ResolvedReference;
  readonly clean: CleanBitext;
  readonly english: IdSequences;
  readonly foreign: IdSequences;
  readonly long: { readonly source: number; readonly target: number };
  /** Places of the pairs that the policy for long ones keeps. */
  readonly kept: Int32Array;
}

/** The pairs of a training, source by source. */
export interface TrainedPairs {
  /** Of the sources. */
  readonly key: string;
  readonly sources: readonly TokenizedSource[];
  readonly parts: readonly BitextParts[];
  /** All training parts, then all held-out ones. */
  readonly english: IdSequences;
  /** How many are for training. */
  readonly count: number;
}

/** One side as ids: all training parts, then all held-out ones. */
export function joinedSequences(
  side: 'english' | 'foreign',
  sources: readonly TokenizedSource[],
  parts: readonly BitextParts[],
): IdSequences {
  const of = (part: keyof BitextParts) =>
    sources.flatMap((source, place) => {
      const taken = takeSequences(
        source[side],
        parts[place]![part].map((pair) => source.kept[pair]!),
      );
      return Array.from({ length: sequenceCount(taken) }, (_, sequence) => sequenceOf(taken, sequence));
    });
  return packSequences([...of('training'), ...of('heldOut')]);
}

/** The same as texts. */
export function joinedTexts(
  side: 'english' | 'foreign',
  sources: readonly TokenizedSource[],
  parts: readonly BitextParts[],
): string[] {
  const of = (part: keyof BitextParts) =>
    sources.flatMap(({ clean, kept }, place) =>
      Array.from(parts[place]![part], (pair) => clean.pairs[kept[pair]!]![side]),
    );
  return [...of('training'), ...of('heldOut')];
}
