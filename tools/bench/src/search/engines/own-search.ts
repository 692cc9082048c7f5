import { Arena, ExactSearcher, loadKernels, refineHits, Searcher } from '@optical/scoring';
import type { Effort, Trial } from './engine.ts';
import type { OwnIndex } from './own-index.ts';

/** Scratch of one searching thread, in bytes; memory grows to it as it is used. */
const scratchBytes = 2 ** 28;

/** Opens the index for one thread. @param thread from 0 */
export function openOwnSearch({ memory, index, vectors, used }: OwnIndex, thread: number) {
  const kernels = loadKernels(memory);
  const start = used + thread * scratchBytes;
  const arena = new Arena(memory, start, start + scratchBytes);
  const searcher = new Searcher(kernels, arena, index);
  const exact = new ExactSearcher(kernels, arena, vectors);
  const ask = (query: Float32Array, { probes, interactions, budget, refined, k }: Effort): Uint32Array => {
    const hits = searcher.search(query, { probes: probes!, interactions: interactions!, budget: budget!, k: budget! });
    if (refined === 0) return hits.passages.subarray(0, k);
    const best = refineHits(exact, query, firstOf(hits, refined!), { k: refined! });
    return Uint32Array.of(...best.passages, ...hits.passages.subarray(refined)).subarray(0, k);
  };
  return (queries: readonly Float32Array[], effort: Effort): Trial => {
    ask(queries[0]!, effort);
    const milliseconds: number[] = [];
    const answers: number[][] = [];
    const began = performance.now();
    for (const query of queries) {
      const start = performance.now();
      const found = ask(query, effort);
      milliseconds.push(performance.now() - start);
      answers.push([...found]);
    }
    return { effort, answers, milliseconds, seconds: (performance.now() - began) / 1000 };
  };

  function firstOf({ passages, scores }: { passages: Uint32Array; scores: Float32Array }, count: number) {
    return { passages: passages.subarray(0, count), scores: scores.subarray(0, count) };
  }
}
