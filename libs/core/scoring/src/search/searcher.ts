import { codeBytes } from '../codec/token-codec.ts';
import { collectCandidates } from '../candidates/collect-candidates.ts';
import type { Arena } from '../kernels/arena.ts';
import { blockLanes, type KernelFunctions, type Pointer } from '../kernels/kernel-functions.ts';
import { bestHits } from './best-hits.ts';
import { checkSearch } from './check-search.ts';
import { longestPassage } from './longest-passage.ts';
import { queryTables, type QueryTables } from './query-tables.ts';
import { clockInterval, type SearchOptions, type SearchResult } from './search-options.ts';
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
  readonly #longest: number;

  constructor(kernels: KernelFunctions, arena: Arena, index: TokenIndex) {
    this.#kernels = kernels;
    this.#arena = arena;
    this.#index = index;
    const passages = index.live.length;
    this.#stamps = arena.shorts(passages).pointer;
    this.#scores = arena.floats(passages);
    this.#scores.values.fill(0);
    this.#found = arena.words(passages).pointer;
    this.#longest = longestPassage(index.tokenStarts);
  }

  /**
   * Two-stage late interaction: lists of the centroids nearest to each query token (PLAID, arXiv 2205.09707; what a
   * query token does not reach counts as its last probed centroid, WARP, arXiv 2501.17788), centroid interaction,
   * then MaxSim by token codes.
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
      const admitted = eligible === undefined ? 0 : this.#place(eligible);
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
   * @returns scores of the first `scored` passages: of all, unless time ran out
   * @throws OpticalError `invalid-argument` for a query out of range
   */
  score(query: Float32Array, passages: Uint32Array, expired?: () => boolean): Scores {
    const { placed, live } = this.#index;
    checkSearch(query, placed.codec.dims, {}, undefined, live.length);
    return this.#arena.scoped(() => {
      return this.#scoreEach(queryTables(this.#kernels, this.#arena, placed, query), passages, expired);
    });
  }

  #scoreEach(tables: QueryTables, passages: Uint32Array, expired: (() => boolean) | undefined): Scores {
    const scores = new Float32Array(passages.length);
    const scratch = this.#arena.floats(this.#longest * tables.blocks * blockLanes).pointer;
    let scored = 0;
    for (; scored < passages.length; scored++) {
      if (scored % clockInterval === 0 && expired?.() === true) break;
      scores[scored] = this.#codesScore(tables, passages[scored]!, scratch);
    }
    return { scores, scored };
  }

  #place(eligible: Uint8Array): Pointer {
    const placed = this.#arena.bytes(eligible.length);
    placed.values.set(eligible);
    return placed.pointer;
  }

  #rank(tables: QueryTables, found: number, options: SearchOptions): SearchResult {
    const { k, interactions, budget, keepTies = false } = options;
    const compared = this.#best(this.#found, found, Math.max(k, interactions));
    for (const passage of compared.values) this.#scores.values[passage] = this.#centroidScore(tables, passage);
    const chosen = this.#best(compared.pointer, compared.values.length, Math.max(k, budget));
    const candidates = chosen.values.slice().sort((a, b) => this.#scores.values[b]! - this.#scores.values[a]! || a - b);
    const { scores, scored } = this.#scoreEach(tables, candidates, options.expired);
    return {
      ...bestHits(candidates.subarray(0, scored), scores, k, keepTies),
      counts: { found, compared: compared.values.length, scored },
      partial: scored < candidates.length,
    };
  }

  #best(items: Pointer, count: number, wanted: number) {
    const capacity = Math.min(count, wanted);
    const heap = this.#arena.words(capacity);
    this.#kernels.selectTop(items, count, this.#scores.pointer, heap.pointer, capacity);
    return heap;
  }

  #centroidScore({ centroidScores, blocks }: QueryTables, passage: number): number {
    const { tokenStarts, pointers } = this.#index;
    const first = tokenStarts[passage]!;
    const count = tokenStarts[passage + 1]! - first;
    return this.#kernels.centroidMaxSim(pointers.tokenCentroids + first * 2, count, centroidScores.pointer, blocks);
  }

  #codesScore({ centroidScores, table, step, blocks }: QueryTables, passage: number, scratch: Pointer): number {
    const { placed, tokenStarts, pointers } = this.#index;
    const first = tokenStarts[passage]!;
    const stride = codeBytes(placed.codec.dims, placed.codec.bits);
    return this.#kernels.codesMaxSim(
      pointers.tokenCentroids + first * 2,
      pointers.residuals + first * stride,
      tokenStarts[passage + 1]! - first,
      stride - 2,
      centroidScores.pointer,
      table,
      step,
      blocks,
      scratch,
    );
  }
}
