import { codeBytes } from '../codec/token-codec.ts';
import { collectCandidates } from '../candidates/collect-candidates.ts';
import type { Arena } from '../kernels/arena.ts';
import type { KernelFunctions, Pointer } from '../kernels/kernel-functions.ts';
import { bestHits } from './best-hits.ts';
import { checkSearch } from './check-search.ts';
import { comparedDims } from './compared-part.ts';
import { queryTables, type QueryTables } from './query-tables.ts';
import { clockInterval, type SearchOptions, type SearchResult, type Stage } from './search-options.ts';
import type { TokenIndex } from './token-index.ts';

/** Scores of the first `scored` of some passages. */
interface Scores {
  readonly scores: Float32Array;
  readonly scored: number;
}

/** Searches one index from one thread; its arena is scratch of its own on the index's memory. */
export class Searcher {
  readonly #kernels: KernelFunctions;
  readonly #arena: Arena;
  readonly #index: TokenIndex;
  readonly #stamps: Pointer;
  readonly #scores;
  readonly #found: Pointer;

  constructor(kernels: KernelFunctions, arena: Arena, index: TokenIndex) {
    this.#kernels = kernels;
    this.#arena = arena;
    this.#index = index;
    const passages = index.live.length;
    this.#stamps = arena.shorts(passages).pointer;
    this.#scores = arena.floats(passages);
    this.#scores.values.fill(0);
    this.#found = arena.words(passages).pointer;
  }

  /**
   * Two-stage late interaction: lists of the centroids nearest to each query token (PLAID, arXiv 2205.09707; what a
   * query token does not reach counts as its last probed centroid, WARP, arXiv 2501.17788), MaxSim by a part of the
   * token codes, then MaxSim by whole ones. When time runs out while passages are compared, those that the lists rank
   * highest are scored.
   * @param query token vectors [tokens, dims], finite, 1 to 512 tokens
   * @param options `interactions` and `budget` below `k` count as `k`
   * @throws OpticalError `invalid-argument` for a query or option out of range
   */
  search(query: Float32Array, options: SearchOptions): SearchResult {
    const { placed, live } = this.#index;
    const { k, probes, interactions, budget, eligible } = options;
    checkSearch(query, placed.codec.dims, { k, probes, interactions, budget }, eligible, live.length);
    return this.#arena.scoped(() => {
      const tables = queryTables(this.#kernels, this.#arena, placed, query);
      const workspace = { stamps: this.#stamps, scores: this.#scores.pointer, found: this.#found };
      const admitted = eligible === undefined ? 0 : this.#placeBytes(eligible);
      const found = collectCandidates(this.#kernels, this.#index, tables, workspace, probes, admitted);
      try {
        return this.#rank(tables, found, options);
      } finally {
        this.#kernels.forget(this.#found, found, this.#scores.pointer);
      }
    });
  }

  /**
   * MaxSim by token codes of some passages, in their order; deleted ones are scored, too.
   * @returns scores of the first `scored` passages: of all, or of at least 64 when time ran out
   * @throws OpticalError `invalid-argument` for a query out of range
   */
  score(query: Float32Array, passages: Uint32Array, expired?: SearchOptions['expired']): Scores {
    const { placed, live } = this.#index;
    checkSearch(query, placed.codec.dims, {}, undefined, live.length);
    return this.#arena.scoped(() => {
      const tables = queryTables(this.#kernels, this.#arena, placed, query);
      const { scores, scored } = this.#scoreEach(tables, this.#placeWords(passages), passages.length, 'score', expired);
      return { scores: scores.slice(), scored };
    });
  }

  /** Scores `count` passages by all residual bytes, or by the part that passages are compared by. */
  #scoreEach(
    tables: QueryTables,
    passages: Pointer,
    count: number,
    stage: Stage,
    expired?: SearchOptions['expired'],
  ): Scores {
    const { placed, pointers } = this.#index;
    const { dims, bits } = placed.codec;
    const residualBytes = codeBytes(dims, bits) - 2;
    const usedBytes = stage === 'score' ? residualBytes : codeBytes(comparedDims(dims), bits) - 2;
    const { values, pointer } = this.#arena.floats(count);
    const scratch = this.#arena.bytes(64 + 32 * (usedBytes + 3) + 1600 * tables.blocks).pointer;
    const scales = stage === 'score' ? tables.scales.whole : tables.scales.part;
    let scored = 0;
    while (scored < count) {
      const isOver = expired?.(stage) === true;
      if (isOver && (stage === 'compare' || scored > 0)) break;
      const wanted = Math.min(clockInterval, count - scored);
      this.#kernels.codesMaxSim(
        passages + scored * 4,
        wanted,
        pointers.tokenStarts,
        pointers.tokenCentroids,
        pointers.residuals,
        residualBytes,
        usedBytes,
        tables.centroidScores.pointer,
        tables.table,
        scales,
        tables.tokens,
        scratch,
        pointer + scored * 4,
      );
      scored += wanted;
    }
    return { scores: values, scored };
  }

  #placeBytes(bytes: Uint8Array): Pointer {
    const { values, pointer } = this.#arena.bytes(bytes.length);
    values.set(bytes);
    return pointer;
  }

  #placeWords(words: Uint32Array): Pointer {
    const { values, pointer } = this.#arena.words(words.length);
    values.set(words);
    return pointer;
  }

  #rank(tables: QueryTables, found: number, options: SearchOptions): SearchResult {
    const { k, interactions, budget, expired, keepTies = false } = options;
    const near = this.#best(this.#found, found, Math.max(k, interactions));
    const compared = this.#scoreEach(tables, near.pointer, near.values.length, 'compare', expired);
    // Scores of lists and of comparisons cannot be ordered together: until all are compared, the lists' rank them.
    const isCut = compared.scored < near.values.length;
    if (!isCut) near.values.forEach((passage, place) => (this.#scores.values[passage] = compared.scores[place]!));
    const wanted = Math.max(k, budget);
    const chosen = this.#best(near.pointer, near.values.length, isCut ? Math.min(wanted, clockInterval) : wanted);
    chosen.values.sort((a, b) => this.#scores.values[b]! - this.#scores.values[a]! || a - b);
    const { scores, scored } = this.#scoreEach(tables, chosen.pointer, chosen.values.length, 'score', expired);
    return {
      ...bestHits(chosen.values.subarray(0, scored), scores, k, keepTies),
      counts: { found, compared: compared.scored, scored },
      partial: scored < (isCut ? near : chosen).values.length,
    };
  }

  #best(items: Pointer, count: number, wanted: number) {
    const capacity = Math.min(count, wanted);
    const heap = this.#arena.words(capacity);
    this.#kernels.selectTop(items, count, this.#scores.pointer, heap.pointer, capacity);
    return heap;
  }
}
