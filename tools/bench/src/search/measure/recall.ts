import type { Answers } from '../engines/engine.ts';

/** Mean share of each question's exact best `k` that are among the first `k` of its answer. */
export function recall(exact: Answers, answers: Answers, k: number): number {
  const shares = exact.map((best, question) => {
    const found = new Set(answers[question]!.slice(0, k));
    const wanted = best.slice(0, k);
    return wanted.filter((passage) => found.has(passage)).length / wanted.length;
  });
  return shares.reduce((sum, share) => sum + share, 0) / shares.length;
}
