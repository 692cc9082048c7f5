import { invalidArgument } from '@optical/errors';
import { requireBitext } from './bitext.ts';
import type { Bitext } from './bitext.ts';
import { cooccurrences } from './cooccurrences.ts';
import type { IdSequences } from './id-sequences.ts';
import { invertWithEmptyWord } from './occurrences.ts';
import type { Occurrences } from './occurrences.ts';
import type { TranslationTable } from './translation-table.ts';

export interface DiagonalModelOptions {
  /** Of expectation maximisation, at least 1. */
  readonly iterations: number;
  /** How much likelier words at the same place of their sentences translate each other than others; 0: not at all. */
  readonly tension: number;
  /** Probability that an English word was produced by none of the foreign ones, 0 to 1. */
  readonly emptyProbability: number;
  /**
   * How much a foreign word looks like an English one, 0 to 1: believed as if it had been seen as its translation as
   * often, and likelier from the start. Nothing looks alike when left out.
   */
  readonly affinity?: (foreign: number, english: number) => number;
}

/** How much likelier words of the same form are to translate each other before anything is seen. */
const equalAdvantage = 20;

/**
 * Model 1 in which an English word at place i of m was produced by the foreign word at place j of n with probability
 * (1 - p0) exp(-tension |(i + .5) / m - (j + .5) / n|) / Z before anything is known of the words, and by the empty word
 * with p0. Starts from the uniform table, so the result is the same in every run. Source: Dyer, Chahuneau and Smith 2013,
 * "A Simple, Fast, and Effective Reparameterization of IBM Model 2", https://aclanthology.org/N13-1073/ (the tension is
 * given here, not learned).
 *
 * @returns p(english | foreign), a row for each foreign word; the last one, `foreignVocabulary`, is the empty word
 * @throws OpticalError `invalid-argument` for an option out of range or ids beyond their vocabularies
 */
export function trainDiagonalModel(bitext: Bitext, options: DiagonalModelOptions): TranslationTable {
  requireOptions(options);
  requireBitext(bitext);
  const { english, foreign, englishVocabulary, foreignVocabulary } = bitext;
  const occurrences = invertWithEmptyWord(foreign, foreignVocabulary);
  const { offsets, english: columns } = cooccurrences(english, englishVocabulary, occurrences);
  const probabilities = new Float64Array(columns.length).fill(1 / englishVocabulary);
  const table = { offsets, english: columns, probabilities };
  const seen = affinities(table, options.affinity);
  for (const [entry, count] of seen.entries()) probabilities[entry]! *= 1 + equalAdvantage * count;

  const prior = placePrior(bitext, options);
  const scratch = new Float64Array(englishVocabulary);
  const totals = new Float64Array(english.ids.length);
  for (let iteration = 0; iteration < options.iterations; iteration++) {
    totals.fill(0);
    for (let row = 0; row < offsets.length - 1; row++) {
      for (let entry = offsets[row]!; entry < offsets[row + 1]!; entry++)
        scratch[columns[entry]!] = probabilities[entry]!;
      eachMeeting(row, occurrences, english, prior, (position, weight) => {
        totals[position]! += weight * scratch[english.ids[position]!]!;
      });
    }
    maximise(table, occurrences, english, prior, { scratch, totals, seen });
  }
  return table;
}

/** The prior of an English position to come from a foreign place, -1 for the empty word, of its pair. */
type Prior = (pair: number, place: number, position: number) => number;

function placePrior({ english, foreign }: Bitext, { tension, emptyProbability }: DiagonalModelOptions): Prior {
  const distance = (pair: number, place: number, position: number): number => {
    const [first, m] = [english.offsets[pair]!, english.offsets[pair + 1]! - english.offsets[pair]!];
    const n = foreign.offsets[pair + 1]! - foreign.offsets[pair]!;
    return Math.abs((position - first + 0.5) / m - (place + 0.5) / n);
  };
  const norms = new Float64Array(english.ids.length);
  for (let pair = 0; pair < english.offsets.length - 1; pair++) {
    const n = foreign.offsets[pair + 1]! - foreign.offsets[pair]!;
    for (let position = english.offsets[pair]!; position < english.offsets[pair + 1]!; position++) {
      let sum = 0;
      for (let place = 0; place < n; place++) sum += Math.exp(-tension * distance(pair, place, position));
      norms[position] = (1 - emptyProbability) / sum;
    }
  }
  return (pair, place, position) =>
    place < 0 ? emptyProbability : norms[position]! * Math.exp(-tension * distance(pair, place, position));
}

/** Visits every English position that shares a pair with an occurrence of the row, once for each occurrence. */
function eachMeeting(
  row: number,
  { offsets, sequences, places }: Occurrences,
  english: IdSequences,
  prior: Prior,
  visit: (position: number, weight: number) => void,
): void {
  for (let at = offsets[row]!; at < offsets[row + 1]!; at++) {
    const [pair, place] = [sequences[at]!, places[at]!];
    const end = english.offsets[pair + 1]!;
    for (let position = english.offsets[pair]!; position < end; position++)
      visit(position, prior(pair, place, position));
  }
}

/** One M-step: expected counts, scaled to sum 1 per row. */
function maximise(
  { offsets, english: columns, probabilities }: TranslationTable,
  occurrences: Occurrences,
  english: IdSequences,
  prior: Prior,
  {
    scratch,
    totals,
    seen,
  }: { readonly scratch: Float64Array; readonly totals: Float64Array; readonly seen: Float64Array },
): void {
  for (let row = 0; row < offsets.length - 1; row++) {
    const [first, last] = [offsets[row]!, offsets[row + 1]!];
    for (let entry = first; entry < last; entry++) scratch[columns[entry]!] = 0;
    eachMeeting(row, occurrences, english, prior, (position, weight) => {
      scratch[english.ids[position]!]! += weight / totals[position]!;
    });
    let sum = 0;
    for (let entry = first; entry < last; entry++) {
      probabilities[entry] = probabilities[entry]! * scratch[columns[entry]!]! + seen[entry]!;
      sum += probabilities[entry]!;
    }
    if (sum > 0) for (let entry = first; entry < last; entry++) probabilities[entry]! /= sum;
  }
}

/** For each entry what its words look like each other; the empty word looks like none. */
function affinities({ offsets, english }: TranslationTable, affinity: DiagonalModelOptions['affinity']): Float64Array {
  const seen = new Float64Array(english.length);
  if (affinity === undefined) return seen;
  for (let row = 0; row < offsets.length - 2; row++) {
    for (let entry = offsets[row]!; entry < offsets[row + 1]!; entry++) seen[entry] = affinity(row, english[entry]!);
  }
  return seen;
}

function requireOptions({ iterations, tension, emptyProbability }: DiagonalModelOptions): void {
  if (!Number.isSafeInteger(iterations) || iterations < 1) {
    throw invalidArgument({ field: 'iterations', description: `${iterations} is no whole number of at least 1` });
  }
  if (!(tension >= 0)) throw invalidArgument({ field: 'tension', description: `${tension} is not at least 0` });
  if (!(emptyProbability >= 0 && emptyProbability < 1)) {
    throw invalidArgument({ field: 'emptyProbability', description: `${emptyProbability} is not from 0 to below 1` });
  }
}
