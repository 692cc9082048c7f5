import { readFileSync } from 'node:fs';
import { reference } from '../../src/index.ts';

export interface PeerProblem {
  readonly rows: number;
  readonly columns: number;
  readonly cost: readonly number[];
  readonly a: readonly number[];
  readonly b: readonly number[];
  readonly sinkhorn: readonly { readonly epsilon: number; readonly plan: readonly number[] }[];
  readonly unbalanced: readonly {
    readonly epsilon: number;
    readonly relaxation: number;
    readonly plan: readonly number[];
  }[];
  readonly ipot: readonly {
    readonly beta: number;
    readonly outer: number;
    readonly inner: number;
    readonly plan: readonly number[];
  }[];
  readonly exactCost: number;
  readonly assignmentCost: number;
}

/** Problems and their solutions by POT, SciPy and NumPy, made by fixtures/make_fixtures.py. */
export const peerProblems = (
  JSON.parse(readFileSync(new URL('../../fixtures/peer-solutions.json', import.meta.url), 'utf8')) as {
    problems: readonly PeerProblem[];
  }
).problems;

export function problemOf({ rows, columns, cost, a, b }: PeerProblem): reference.LinearProblem {
  return { cost: reference.matrixOf(rows, columns, cost), a: Float64Array.from(a), b: Float64Array.from(b) };
}
