import { once } from 'node:events';
import path from 'node:path';
import { Worker } from 'node:worker_threads';
import type { ResidualBits } from '@optical/scoring';
import type { TokenVectors } from '../corpus/token-vectors.ts';
import type { Effort, Engine, Trial } from './engine.ts';
import { buildOwnIndex } from './own-index.ts';

/** From the least to the most: lists read for each query token, candidates of each stage, hits scored again exactly. */
const efforts = [
  { probes: 4, interactions: 500, budget: 100, refined: 0 },
  { probes: 8, interactions: 1000, budget: 200, refined: 0 },
  { probes: 16, interactions: 2000, budget: 500, refined: 0 },
  { probes: 8, interactions: 500, budget: 100, refined: 30 },
  { probes: 16, interactions: 1000, budget: 200, refined: 30 },
  { probes: 16, interactions: 2000, budget: 500, refined: 50 },
  { probes: 32, interactions: 4000, budget: 1000, refined: 50 },
  { probes: 64, interactions: 8000, budget: 2000, refined: 100 },
];

/** Our index, each question answered by one of `threads` threads: they share the index and divide the questions. */
export function openOwnEngine(
  content: TokenVectors,
  questions: readonly Float32Array[],
  options: { readonly dims: number; readonly bits: ResidualBits; readonly seed: number; readonly k: number },
): (threads: number) => Engine {
  const began = performance.now();
  const own = buildOwnIndex(content, options.dims, options.bits, options.seed);
  const buildSeconds = (performance.now() - began) / 1000;
  return (threads) => {
    const workers = Array.from({ length: threads }, (_, thread) => {
      const queries = questions.filter((_, question) => question % threads === thread);
      return new Worker(path.join(import.meta.dirname, 'own-worker.ts'), { workerData: { own, thread, queries } });
    });
    const run = async (effort: Effort): Promise<Trial> => {
      const replies = workers.map(async (worker): Promise<Trial> => {
        worker.postMessage({ ...effort, k: options.k });
        const [trial] = (await once(worker, 'message')) as [Trial];
        return trial;
      });
      const trials = await Promise.all(replies);
      const each = <T>(list: (trial: Trial) => readonly T[]): T[] =>
        questions.map((_, question) => list(trials[question % threads]!)[Math.floor(question / threads)]!);
      return {
        effort,
        answers: each(({ answers }) => answers),
        milliseconds: each(({ milliseconds }) => milliseconds),
        seconds: Math.max(...trials.map(({ seconds }) => seconds)),
      };
    };
    return {
      versions: {},
      buildSeconds,
      bytes: own.bytes,
      efforts,
      run,
      [Symbol.asyncDispose]: async () => {
        await Promise.all(workers.map((worker) => worker.terminate()));
      },
    };
  };
}
