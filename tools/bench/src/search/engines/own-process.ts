import { once } from 'node:events';
import path from 'node:path';
import { Worker } from 'node:worker_threads';
import type { ResidualBits } from '@optical/scoring';
import { readArrays } from '../corpus/arrays.ts';
import type { Effort, Trial } from './engine.ts';
import { buildOwnIndex } from './own-index.ts';

/** First argument of the process, as JSON. */
export interface OwnProcessOptions {
  /** Holds the arrays of passages and questions. */
  readonly folder: string;
  readonly questions: number;
  readonly dims: number;
  readonly bits: ResidualBits;
  readonly seed: number;
}

/** What the process says once it has built its index. */
export interface OwnProcessBuilt {
  readonly buildSeconds: number;
  readonly bytes: number;
  readonly vectorBytes: number;
}

/** Asks all questions once. */
export interface OwnProcessTrial {
  readonly threads: number;
  /** With `k`, the hits asked for. */
  readonly effort: Effort;
}

const { folder, questions, dims, bits, seed } = JSON.parse(process.argv[2]!) as OwnProcessOptions;
const queries = readQueries();
const began = performance.now();
const own = buildOwnIndex(readArrays(folder, 'passages'), dims, bits, seed);
const workersOf = new Map<number, readonly Worker[]>();
process.on('message', ({ threads, effort }: OwnProcessTrial) => {
  void trial(threads, effort).then((result) => process.send!(result));
});
process.send!({
  buildSeconds: (performance.now() - began) / 1000,
  bytes: own.bytes,
  vectorBytes: own.vectorBytes,
} satisfies OwnProcessBuilt);

/** Each question is answered by one of the threads: they share the index and divide the questions. */
async function trial(threads: number, effort: Effort): Promise<Trial> {
  const workers = workersOf.get(threads) ?? startWorkers(threads);
  workersOf.set(threads, workers);
  const trials = await Promise.all(
    workers.map(async (worker): Promise<Trial> => {
      worker.postMessage(effort);
      const [answer] = (await once(worker, 'message')) as [Trial];
      return answer;
    }),
  );
  const each = <T>(list: (trial: Trial) => readonly T[]): T[] =>
    queries.map((_, question) => list(trials[question % threads]!)[Math.floor(question / threads)]!);
  return {
    effort,
    answers: each(({ answers }) => answers),
    milliseconds: each(({ milliseconds }) => milliseconds),
    seconds: Math.max(...trials.map(({ seconds }) => seconds)),
  };
}

function startWorkers(threads: number): readonly Worker[] {
  return Array.from({ length: threads }, (_, thread) => {
    const asked = queries.filter((_, question) => question % threads === thread);
    return new Worker(path.join(import.meta.dirname, 'own-worker.ts'), { workerData: { own, thread, queries: asked } });
  });
}

function readQueries(): readonly Float32Array[] {
  const { values, starts } = readArrays(folder, 'questions');
  return Array.from({ length: questions }, (_, i) =>
    Float32Array.from(values.subarray(starts[i]! * dims, starts[i + 1]! * dims)),
  );
}
