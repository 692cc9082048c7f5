import { codeBytes } from '../codec/token-codec.ts';
import { collectCandidates } from '../candidates/collect-candidates.ts';
import type { Arena } from '../kernels/arena.ts';
import { blockLanes, type KernelFunctions } from '../kernels/kernel-functions.ts';
import { queryTables, type QueryTables } from './query-tables.ts';
import type { SearchOptions, SearchResult } from './search-options.ts';
import type { TokenIndex } from './token-index.ts';

/** Passages scored between two looks at the clock. */
const clockInterval = 64;

/** Searches one index from one thread; its arena is scratch of its own on the index's memory. */
export class Searcher {
  readonly #kernels: KernelFunctions;
  readonly #arena: Arena;
  readonly #index: TokenIndex;
  readonly #stamps;
  readonly #scores;
  readonly #found;
  readonly #longest: number;

  constructor(kernels: KernelFunctions, arena: Arena, index: TokenIndex) {
    this.#kernels = kernels;
    this.#arena = arena;
    this.#index = index;
    const passages = index.tokenStarts.length - 1;
    this.#stamps = arena.shorts(passages);
    this.#stamps.values.fill(0);
    this.#scores = arena.floats(passages);
    this.#scores.values.fill(0);
    this.#found = arena.words(passages);
    this.#longest = longestPassage(index.tokenStarts);
  }

  /**
   * Two-stage late interaction: lists of the centroids nearest to each query token (PLAID, arXiv 2205.09707; what a
   * query token does not reach counts as its last probed centroid, WARP, arXiv 2501.17788), centroid interaction,
   * then MaxSim by token codes.
   * @param query token vectors [tokens, dims], finite, 1 to 512 tokens
   */
  search(query: Float32Array, options: SearchOptions): SearchResult {
    return this.#arena.scoped(() => {
      const tables = queryTables(this.#kernels, this.#arena, this.#index, query);
      const workspace = { stamps: this.#stamps, scores: this.#scores, found: this.#found };
      const found = collectCandidates(this.#kernels, this.#index, tables, workspace, options);
      const forget = () => {
        this.#kernels.forget(this.#found.pointer, found, this.#stamps.pointer, this.#scores.pointer);
      };
      try {
        return this.#rank(tables, found, options);
      } finally {
        forget();
        if (options.eligible !== undefined) this.#stamps.values.fill(0);
      }
    });
  }

  #rank(tables: QueryTables, found: number, options: SearchOptions): SearchResult {
    const compared = this.#best(this.#found.pointer, found, options.interactions);
    for (const passage of compared.values) this.#scores.values[passage] = this.#centroidScore(tables, passage);
    const chosen = this.#best(compared.pointer, compared.values.length, options.budget);
    const candidates = chosen.values.slice().sort((a, b) => this.#scores.values[b]! - this.#scores.values[a]! || a - b);
    const scores = new Float32Array(candidates.length);
    const scratch = this.#arena.floats(this.#longest * tables.blocks * blockLanes).pointer;
    let scored = 0;
    for (; scored < candidates.length; scored++) {
      if (scored % clockInterval === 0 && options.expired?.() === true) break;
      scores[scored] = this.#codesScore(tables, candidates[scored]!, scratch);
    }
    const order = Uint32Array.from({ length: scored }, (_, i) => i)
      .sort((a, b) => scores[b]! - scores[a]! || candidates[a]! - candidates[b]!)
      .subarray(0, options.k);
    return {
      passages: order.map((i) => candidates[i]!),
      scores: Float32Array.from(order, (i) => scores[i]!),
      counts: { found, compared: compared.values.length, scored },
      partial: scored < candidates.length,
    };
  }

  #best(items: number, count: number, wanted: number) {
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

  #codesScore({ centroidScores, table, step, blocks }: QueryTables, passage: number, scratch: number): number {
    const { codec, tokenStarts, pointers } = this.#index;
    const first = tokenStarts[passage]!;
    const stride = codeBytes(codec.dims, codec.bits);
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

function longestPassage(starts: Uint32Array): number {
  let longest = 0;
  for (let i = 0; i + 1 < starts.length; i++) longest = Math.max(longest, starts[i + 1]! - starts[i]!);
  return longest;
}
