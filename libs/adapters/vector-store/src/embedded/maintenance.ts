import { suitableCentroids } from '@optical/scoring';
import type { BuildKind } from './building/build-index.ts';
import type { Pressure } from './writing/live-views.ts';

/** What decides when an index is worth its building. */
export interface MaintenancePolicy {
  /** Tokens up to which scoring all of them is faster than looking for candidates. */
  readonly exactTokens: number;
}

/** What a collection's index was built from. */
export interface IndexFacts {
  readonly hasIndex: boolean;
  /** Tokens there were when its centroids were found. */
  readonly trainedTokens: number;
  readonly segments: number;
}

/** Share of dead tokens by which codes are written anew. */
const deadShare = 0.3;

const maximumSegments = 16;

/** What should be built now; undefined when all is well. */
export function nextBuild(
  pressure: Pressure,
  facts: IndexFacts,
  { exactTokens }: MaintenancePolicy,
): BuildKind | undefined {
  const { freshTokens, deadFreshTokens, deadIndexedTokens, indexedTokens } = pressure;
  const alive = freshTokens + indexedTokens - deadIndexedTokens;
  if (!facts.hasIndex) {
    if (alive > exactTokens) return 'train';
    return deadFreshTokens > Math.max(exactTokens, alive) ? 'none' : undefined;
  }
  if (suitableCentroids(alive) > suitableCentroids(facts.trainedTokens)) {
    // Coding takes a fraction of the time of training, and what is not coded slows every search down until then.
    return freshTokens > Math.max(exactTokens, indexedTokens) && facts.segments < maximumSegments ? 'extend' : 'train';
  }
  const isDue =
    freshTokens + deadFreshTokens > exactTokens || deadIndexedTokens > Math.max(exactTokens, deadShare * indexedTokens);
  if (!isDue) return undefined;
  if (facts.segments >= maximumSegments || deadIndexedTokens > deadShare * indexedTokens) return 'merge';
  return 'extend';
}
