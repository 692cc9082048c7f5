export { suitableCentroids, codeBytes, tokenCodec, type TokenCodec, type TokenCodes } from './codec/token-codec.ts';
export type { ResidualBits } from './codec/levels.ts';
export { trainCentroids, type CentroidOptions } from './codec/train-centroids.ts';
export { encodeTokens } from './codec/encode-tokens.ts';
export { ExactSearcher } from './exact/exact-searcher.ts';
export {
  createPassageVectors,
  type PassageVectors,
  type VectorContent,
  type VectorValues,
} from './exact/passage-vectors.ts';
export { Arena, createKernelMemory } from './kernels/arena.ts';
export { loadKernels } from './kernels/load-kernels.ts';
export type { KernelFunctions, Pointer } from './kernels/kernel-functions.ts';
export { bestHits, type Hits } from './search/best-hits.ts';
export { placeCodec, type PlacedCodec } from './search/placed-codec.ts';
export { createTokenIndex, type IndexContent, type TokenIndex } from './search/token-index.ts';
export { refineHits } from './search/refine-hits.ts';
export { Searcher } from './search/searcher.ts';
export type { SearchLimits, SearchOptions, SearchResult, Stage } from './search/search-options.ts';
