import { loadKernels, Arena, Searcher } from '@optical/scoring';
import type { TokenVectors } from '../corpus/token-vectors.ts';
import type { Answers } from '../engines/engine.ts';
import type { OwnIndex } from '../engines/own-index.ts';
import { setEncoder } from './fixed-dimensional-encoding.ts';
import { multiplier } from './multiplier.ts';

/** Share of the exact best ten among the best `budget` candidates of a generator, by budget. */
export type CandidateRecall = Readonly<Record<number, number>>;

const wanted = 10;

/** MUVERA's encodings of 4 bits, 8 dimensions, 20 repetitions: 2,560 numbers a passage. */
export function encodingRecall(
  { values, starts }: TokenVectors,
  queries: readonly Float32Array[],
  exact: Answers,
  options: {
    readonly dims: number;
    readonly seed: number;
    readonly centred: boolean;
    readonly budgets: readonly number[];
  },
): CandidateRecall {
  const { dims, seed, centred, budgets } = options;
  const centre = centred ? { centre: meanToken(values, dims) } : {};
  const encoder = setEncoder({ dims, bits: 4, projected: 8, repetitions: 20, seed, ...centre });
  const encoded = new Float32Array(queries.length * encoder.size);
  queries.forEach((query, i) => {
    encoded.set(encoder.encodeQuery(query), i * encoder.size);
  });
  const multiply = multiplier(encoded, encoder.size);
  const passages = starts.length - 1;
  const scores = queries.map(() => new Float32Array(passages));
  for (let passage = 0; passage < passages; passage++) {
    const tokens = Float32Array.from(values.subarray(starts[passage]! * dims, starts[passage + 1]! * dims));
    const { products } = multiply(encoder.encodePassage(tokens));
    scores.forEach((row, query) => (row[passage] = products[query]!));
  }
  return shares(
    scores.map((row) => Uint32Array.from(row.keys()).sort((a, b) => row[b]! - row[a]!)),
    exact,
    budgets,
  );
}

/** Candidates of the inverted lists, compared by a part of their token codes. */
export function centroidRecall(
  { memory, index, used }: OwnIndex,
  queries: readonly Float32Array[],
  exact: Answers,
  options: { readonly probes: number; readonly interactions: number; readonly budgets: readonly number[] },
): CandidateRecall {
  const searcher = new Searcher(loadKernels(memory), new Arena(memory, used), index);
  const { budgets, ...efforts } = options;
  const entries = budgets.map((budget) => {
    const found = queries.map((query) => searcher.search(query, { ...efforts, budget, k: budget }).passages);
    return [budget, shares(found, exact, [budget])[budget]!] as const;
  });
  return Object.fromEntries(entries);
}

function shares(candidates: readonly Uint32Array[], exact: Answers, budgets: readonly number[]): CandidateRecall {
  const share = (budget: number): number => {
    const hits = exact.map((best, query) => {
      const known = new Set(candidates[query]!.subarray(0, budget));
      return best.slice(0, wanted).filter((passage) => known.has(passage)).length / wanted;
    });
    return hits.reduce((sum, hit) => sum + hit, 0) / hits.length;
  };
  return Object.fromEntries(budgets.map((budget) => [budget, share(budget)]));
}

function meanToken(values: Float16Array, dims: number): Float32Array {
  const sums = new Float64Array(dims);
  for (let i = 0; i < values.length; i++) sums[i % dims]! += values[i]!;
  return Float32Array.from(sums, (sum) => sum / (values.length / dims));
}
