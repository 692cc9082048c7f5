import { invalidArgument } from '@optical/errors';
import type { FieldViolation } from '@optical/errors';

/** Limits of the contract. */
const limits = { queryBytes: 65_536, hits: 1_000, candidates: 100_000 };

export const violation = (field: string, description: string): FieldViolation => ({ field, description });

/** What is wrong with a query text and its language. */
export function queryViolations({
  query,
  language,
}: {
  readonly query: string;
  readonly language: string;
}): FieldViolation[] {
  return [...textViolations('query', query), ...languageViolations(language)];
}

export function textViolations(field: string, text: string): FieldViolation[] {
  if (text === '') return [violation(field, 'is empty')];
  // A code unit takes at most three bytes: most texts need no counting.
  const bytes = text.length * 3 <= limits.queryBytes ? 0 : Buffer.byteLength(text);
  return bytes <= limits.queryBytes
    ? []
    : [violation(field, `${bytes} bytes are above the limit ${limits.queryBytes}`)];
}

function languageViolations(language: string): FieldViolation[] {
  if (language === '') return [violation('language', 'is required; und to have it detected')];
  return isTag(language)
    ? []
    : [violation('language', `${JSON.stringify(language.slice(0, 80))} is no BCP 47 language tag`)];
}

/** What is wrong with the numbers of a search; 0 stands for their defaults. */
export function numberViolations({
  k,
  candidateBudget,
}: {
  readonly k: number;
  readonly candidateBudget: number;
}): FieldViolation[] {
  const violations: FieldViolation[] = [];
  if (k > limits.hits) violations.push(violation('k', `${k} is above the limit ${limits.hits}`));
  if (candidateBudget > limits.candidates)
    violations.push(violation('candidate_budget', `${candidateBudget} is above the limit ${limits.candidates}`));
  if (candidateBudget > 0 && candidateBudget < k)
    violations.push(violation('candidate_budget', `${candidateBudget} is below k, ${k}`));
  return violations;
}

/** @throws OpticalError invalid-argument naming every field at fault */
export function refuse(violations: readonly FieldViolation[]): void {
  const [first, ...others] = violations;
  if (first !== undefined) throw invalidArgument(first, ...others);
}

function isTag(language: string): boolean {
  try {
    return Intl.getCanonicalLocales(language).length === 1;
  } catch {
    return false;
  }
}
