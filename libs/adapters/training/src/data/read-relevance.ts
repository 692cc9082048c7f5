import { contentHash } from '@optical/datasets';
import type { LeakGuard, MalformedRecord } from '@optical/datasets';
import { failedPrecondition } from '@optical/errors';
import type { RelevanceExample, ResolvedData } from '../ports/resources.ts';
import { turns } from './turns.ts';

export interface RelevanceReading {
  readonly examples: readonly RelevanceExample[];
  readonly read: number;
  readonly malformed: number;
  readonly malformedExamples: readonly MalformedRecord[];
  readonly duplicates: number;
  /** Left out because their question is, or contains, one of an evaluation set. */
  readonly leaked: number;
}

export interface RelevanceOptions {
  readonly guard: LeakGuard;
  readonly allowEvaluationData: boolean;
  /** 0: all. */
  readonly maxExamples: number;
  readonly seed: number;
  readonly field: string;
  readonly signal?: AbortSignal;
}

/**
 * Reads questions with their passages, each pair of them once, in the order of the budget. Unless evaluation data are
 * allowed, questions of an evaluation set are left out: the same can be asked about other passages.
 * @throws OpticalError failed-precondition if there are none or fewer than the budget, or if a passage touches an
 *   evaluation text and evaluation data are not allowed: a teacher that has seen the passages it is judged on is worth nothing
 */
export async function readRelevance(
  data: ResolvedData<RelevanceExample>,
  { guard, allowEvaluationData, maxExamples, seed, field, signal }: RelevanceOptions,
): Promise<RelevanceReading> {
  if (data.fromEvaluation && !allowEvaluationData)
    throw failedPrecondition(`${field}: ${data.name} is made from evaluation data; allow_evaluation_data lets it in`);
  const turn = turns(signal);
  const byContent = new Map<string, RelevanceExample>();
  const checked = new Map<string, string | undefined>();
  const leakIn = (text: string): string | undefined => {
    if (!checked.has(text)) checked.set(text, guard.find(text));
    return checked.get(text);
  };
  let read = 0;
  let leaked = 0;
  const reading = data.read();
  for await (const example of reading) {
    read += 1;
    await turn();
    if (!allowEvaluationData) {
      const leak = [example.positive, ...example.negatives].map(leakIn).find(Boolean);
      if (leak !== undefined)
        throw failedPrecondition(`${field}: ${example.id} of ${data.name} contains the evaluation text ${leak}`);
      if (leakIn(example.query) !== undefined) {
        leaked += 1;
        continue;
      }
    }
    const key = contentHash(`budget ${seed}`, example.query, example.positive);
    if (!byContent.has(key)) byContent.set(key, example);
  }
  if (byContent.size === 0) throw failedPrecondition(`${field}: ${data.name} is empty: no example can be used`);
  if (byContent.size < maxExamples)
    throw failedPrecondition(`${field}: ${data.name} has ${byContent.size} examples, the budget is ${maxExamples}`);
  const ordered = [...byContent].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, example]) => example);
  const { malformed, examples: malformedExamples } = reading.report;
  return {
    examples: maxExamples === 0 ? ordered : ordered.slice(0, maxExamples),
    read,
    malformed,
    malformedExamples,
    duplicates: read - leaked - byContent.size,
    leaked,
  };
}
