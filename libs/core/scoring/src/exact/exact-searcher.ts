import { bestHits } from '../search/best-hits.ts';
import { checkSearch } from '../search/check-search.ts';
import type { SearchLimits, SearchResult } from '../search/search-options.ts';
import { clockInterval } from '../search/search-options.ts';
import { longestPassage } from '../search/longest-passage.ts';
import type { Arena } from '../kernels/arena.ts';
import { blockLanes, blocksOf, type KernelFunctions, type Pointer } from '../kernels/kernel-functions.ts';
import { packVectors } from '../kernels/pack-vectors.ts';
import type { PassageVectors } from './passage-vectors.ts';

/**
 * Scores passages by MaxSim of their stored vectors, all of them or some: the oracle of the two-stage search, and
 * faster than it in small collections. Belongs to one thread; its arena is scratch of its own on the vectors' memory.
 */
export class ExactSearcher {
  readonly #kernels: KernelFunctions;
  readonly #arena: Arena;
  readonly #vectors: PassageVectors;
  readonly #longest: number;

  constructor(kernels: KernelFunctions, arena: Arena, vectors: PassageVectors) {
    this.#kernels = kernels;
    this.#arena = arena;
    this.#vectors = vectors;
    this.#longest = longestPassage(vectors.tokenStarts);
  }

  /**
   * The best of all passages that may be found.
   * @param query token vectors [tokens, dims], finite, 1 to 512 tokens
   * @throws OpticalError `invalid-argument` for a query or option out of range
   */
  search(query: Float32Array, options: SearchLimits): SearchResult {
    const { live, dims } = this.#vectors;
    checkSearch(query, dims, { k: options.k }, options.eligible, live.length);
    const { eligible } = options;
    const items = new Uint32Array(live.length);
    let count = 0;
    for (let passage = 0; passage < live.length; passage++) {
      if (live[passage] !== 0 && eligible?.[passage] !== 0) items[count++] = passage;
    }
    const { scores, scored } = this.score(query, items.subarray(0, count), options.expired);
    const hits = bestHits(items.subarray(0, scored), scores, options.k, options.keepTies === true);
    return { ...hits, counts: { found: count, compared: count, scored }, partial: scored < count };
  }

  /**
   * MaxSim of some passages, in their order; deleted ones are scored, too.
   * @returns scores of the first `scored` passages: of all, or of at least 64 when time ran out
   */
  score(
    query: Float32Array,
    passages: Uint32Array,
    expired?: SearchLimits['expired'],
  ): { readonly scores: Float32Array; readonly scored: number } {
    const { dims } = this.#vectors;
    return this.#arena.scoped(() => {
      const blocks = blocksOf(query.length / dims);
      const packed = packVectors(this.#kernels, this.#arena, query, dims);
      const scratch = this.#arena.floats(this.#longest * (dims + blocks * blockLanes)).pointer;
      const scores = new Float32Array(passages.length);
      let scored = 0;
      for (; scored < passages.length; scored++) {
        if (scored % clockInterval === 0 && expired?.('score') === true && scored > 0) break;
        scores[scored] = this.#maxSim(passages[scored]!, packed, blocks, scratch);
      }
      return { scores, scored };
    });
  }

  #maxSim(passage: number, packed: Pointer, blocks: number, scratch: Pointer): number {
    const { dims, type, tokenStarts, pointers } = this.#vectors;
    const first = tokenStarts[passage]!;
    const count = tokenStarts[passage + 1]! - first;
    const place = first * dims;
    switch (type) {
      case 'f32':
        return this.#kernels.maxSim(pointers.values + place * 4, count, dims, packed, blocks, scratch);
      case 'f16':
        return this.#kernels.halfMaxSim(pointers.values + place * 2, count, dims, packed, blocks, scratch);
      case 'i8': {
        const scales = pointers.scales + first * 4;
        return this.#kernels.byteMaxSim(pointers.values + place, scales, count, dims, packed, blocks, scratch);
      }
    }
  }
}
