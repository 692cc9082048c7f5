import type { Deduplicator, LeakGuard, MalformedRecord, SentencePair } from '@optical/datasets';
import { failedPrecondition } from '@optical/errors';
import type { ResolvedData } from '../ports/resources.ts';
import { turns } from './turns.ts';

/** The pairs of a bitext that may be trained on, and what was left out. */
export interface CleanBitext {
  readonly pairs: readonly SentencePair[];
  readonly read: number;
  readonly malformed: number;
  readonly malformedExamples: readonly MalformedRecord[];
  readonly duplicates: number;
  readonly leaked: number;
}

export interface CleanOptions {
  /** Over the texts of all evaluation sets. */
  readonly guard: LeakGuard;
  /** Over the bitext read before, too: a pair counts where it comes first. */
  readonly deduplicator: Deduplicator;
  readonly allowEvaluationData: boolean;
  /** How errors name it: `bitext[0]`. */
  readonly field: string;
  readonly signal?: AbortSignal;
}

/** A few chance hits (a common short question) are left out; above this share the bitext is the evaluation set's own. */
const tolerableLeaks = 0.01;

/**
 * Reads a bitext and leaves out pairs that occur before and pairs with a side that equals or contains an evaluation text.
 * @throws OpticalError failed-precondition if nothing is left, or if the bitext is from the evaluation's articles or
 *   more than a hundredth of it touches evaluation texts, and evaluation data are not allowed
 */
export async function cleanBitext(data: ResolvedData<SentencePair>, options: CleanOptions): Promise<CleanBitext> {
  const { guard, deduplicator, allowEvaluationData, field, signal } = options;
  if (data.fromEvaluation && !allowEvaluationData)
    throw failedPrecondition(
      `${field}: ${data.name} is made from the articles that evaluation uses; allow_evaluation_data lets it in`,
    );
  const turn = turns(signal);
  const before = deduplicator.report.duplicates;
  const pairs: SentencePair[] = [];
  const leaks: string[] = [];
  let [read, leaked] = [0, 0];
  const reading = data.read();
  for await (const pair of reading) {
    read += 1;
    await turn();
    if (!deduplicator.accepts(pair)) continue;
    const leak = allowEvaluationData ? undefined : (guard.find(pair.english) ?? guard.find(pair.foreign));
    if (leak === undefined) {
      pairs.push(pair);
      continue;
    }
    leaked += 1;
    if (leaks.length < 3) leaks.push(`${pair.id} (${leak})`);
  }
  if (read === 0) throw failedPrecondition(`${field}: ${data.name} is empty: no pair could be read`);
  if (leaked > tolerableLeaks * read)
    throw failedPrecondition(
      `${field}: ${leaked} of ${read} pairs of ${data.name} contain evaluation texts, such as ${leaks.join(', ')}; the limit is ${tolerableLeaks * 100} %`,
    );
  const { malformed, examples } = reading.report;
  const duplicates = deduplicator.report.duplicates - before;
  return { pairs, read, malformed, malformedExamples: examples, duplicates, leaked };
}
