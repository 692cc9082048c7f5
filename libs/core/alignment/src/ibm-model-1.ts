import { invalidArgument } from '@optical/errors';
import { requireBitext } from './bitext.ts';
import type { Bitext } from './bitext.ts';
import { cooccurrences } from './cooccurrences.ts';
import type { IdSequences } from './id-sequences.ts';
import { invertWithEmptyWord } from './occurrences.ts';
import type { Occurrences } from './occurrences.ts';
import type { TranslationTable } from './translation-table.ts';

export interface Model1 {
  /** Row `f` for each foreign token; the last row, `foreignVocabulary`, is the empty word. */
  readonly table: TranslationTable;
  /**
   * Logarithm of the likelihood of the English side given the foreign one, in nats and without the constant for the
   * length of sentences: under the uniform table, then after each iteration. Never falls.
   */
  readonly logLikelihoods: Float64Array;
}

/**
 * IBM Model 1 by expectation maximisation: every English token of a pair was produced by one of its foreign tokens or
 * by the empty word, all alike before anything is known. Starts from the uniform table, so the result is the same in
 * every run. Source: Brown et al. 1993, "The Mathematics of Statistical Machine Translation", section 4.1,
 * https://aclanthology.org/J93-2003/
 *
 * Takes O(sum over pairs of English length x foreign length) time per iteration.
 *
 * @param iterations at least 1.
 */
export function trainModel1(bitext: Bitext, iterations: number): Model1 {
  if (!Number.isSafeInteger(iterations) || iterations < 1) {
    throw invalidArgument({ field: 'iterations', description: `${iterations} is no whole number of at least 1` });
  }
  requireBitext(bitext);
  const { english, foreign, englishVocabulary, foreignVocabulary } = bitext;
  const occurrences = invertWithEmptyWord(foreign, foreignVocabulary);
  const { offsets, english: columns } = cooccurrences(english, englishVocabulary, occurrences);
  const table = {
    offsets,
    english: columns,
    probabilities: new Float64Array(columns.length).fill(1 / englishVocabulary),
  };

  const scratch = new Float64Array(englishVocabulary);
  const totals = new Float64Array(english.ids.length);
  const logLikelihoods = new Float64Array(iterations + 1);
  for (let iteration = 0; iteration <= iterations; iteration++) {
    addTotals(table, occurrences, english, scratch, totals);
    logLikelihoods[iteration] = logLikelihood(totals, bitext);
    if (iteration < iterations) maximise(table, occurrences, english, scratch, totals);
  }
  return { table, logLikelihoods };
}

/** `totals` at each English position: sum over the foreign tokens of its pair of p(english | foreign). */
function addTotals(
  { offsets, english: columns, probabilities }: TranslationTable,
  occurrences: Occurrences,
  { ids, offsets: begins }: IdSequences,
  scratch: Float64Array,
  totals: Float64Array,
): void {
  totals.fill(0);
  for (let row = 0; row < offsets.length - 1; row++) {
    for (let entry = offsets[row]!; entry < offsets[row + 1]!; entry++)
      scratch[columns[entry]!] = probabilities[entry]!;
    for (let at = occurrences.offsets[row]!; at < occurrences.offsets[row + 1]!; at++) {
      const pair = occurrences.sequences[at]!;
      const end = begins[pair + 1]!;
      for (let position = begins[pair]!; position < end; position++) totals[position]! += scratch[ids[position]!]!;
    }
  }
}

/** One M-step: expected counts p(e | f) / total, summed over the positions where both occur, scaled to sum 1 per row. */
function maximise(
  { offsets, english: columns, probabilities }: TranslationTable,
  occurrences: Occurrences,
  { ids, offsets: begins }: IdSequences,
  scratch: Float64Array,
  totals: Float64Array,
): void {
  for (let position = 0; position < totals.length; position++) totals[position] = 1 / totals[position]!;
  for (let row = 0; row < offsets.length - 1; row++) {
    const first = offsets[row]!;
    const last = offsets[row + 1]!;
    for (let entry = first; entry < last; entry++) scratch[columns[entry]!] = 0;
    for (let at = occurrences.offsets[row]!; at < occurrences.offsets[row + 1]!; at++) {
      const pair = occurrences.sequences[at]!;
      const end = begins[pair + 1]!;
      for (let position = begins[pair]!; position < end; position++) scratch[ids[position]!]! += totals[position]!;
    }
    let sum = 0;
    for (let entry = first; entry < last; entry++) sum += probabilities[entry]! *= scratch[columns[entry]!]!;
    for (let entry = first; entry < last; entry++) probabilities[entry]! /= sum;
  }
}

function logLikelihood(totals: Float64Array, { english, foreign }: Bitext): number {
  let sum = 0;
  for (let pair = 0; pair < english.offsets.length - 1; pair++) {
    const candidates = foreign.offsets[pair + 1]! - foreign.offsets[pair]! + 1;
    for (let position = english.offsets[pair]!; position < english.offsets[pair + 1]!; position++) {
      sum += Math.log(totals[position]! / candidates);
    }
  }
  return sum;
}
