import type { Effort } from './engine.ts';

/**
 * What each engine is tried with, from the least to the most. Ours: lists read for each query token, candidates of each
 * stage, and hits scored again by whole vectors: for ten hits the indexer takes 42, for a hundred 132. fast-plaid and
 * PyLate: passages scored in full, lists read for each query token.
 */
export const efforts = {
  exact: [{}],
  ours: [
    { probes: 8, interactions: 250, budget: 100, refined: 30 },
    { probes: 4, interactions: 500, budget: 100, refined: 0 },
    { probes: 16, interactions: 500, budget: 100, refined: 42 },
    { probes: 8, interactions: 1000, budget: 200, refined: 0 },
    { probes: 16, interactions: 1000, budget: 100, refined: 42 },
    { probes: 16, interactions: 1500, budget: 200, refined: 42 },
    { probes: 16, interactions: 2000, budget: 500, refined: 0 },
    { probes: 16, interactions: 2000, budget: 200, refined: 42 },
    { probes: 16, interactions: 3000, budget: 200, refined: 42 },
    { probes: 16, interactions: 3000, budget: 500, refined: 42 },
    { probes: 16, interactions: 4000, budget: 200, refined: 42 },
    { probes: 16, interactions: 4000, budget: 500, refined: 42 },
    { probes: 16, interactions: 6000, budget: 500, refined: 42 },
    { probes: 16, interactions: 6000, budget: 500, refined: 132 },
  ],
  plaid: [
    { candidates: 128, probes: 2 },
    { candidates: 256, probes: 4 },
    { candidates: 512, probes: 4 },
    { candidates: 1024, probes: 4 },
    { candidates: 4096, probes: 8 },
    { candidates: 8192, probes: 32 },
  ],
} as const satisfies Record<string, readonly Effort[]>;
