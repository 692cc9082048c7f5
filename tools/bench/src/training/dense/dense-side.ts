import { openTraining } from '@optical/ort';
import { denseFeeds, denseStep } from './dense-problem.ts';
import type { DenseData } from './dense-problem.ts';

/** Some steps of one side of the comparison. */
export interface Trained {
  readonly seconds: number;
  readonly losses: readonly number[];
  /** Most memory that the side's process has held, MiB. */
  readonly peak: number;
}

/** Goes on training for so many steps. */
export type Train = (steps: number) => Promise<Trained>;

/** Our side of the dense comparison, in this process. */
export async function openDenseSide(
  { weights, batches }: DenseData,
  threads: number,
): Promise<AsyncDisposable & { readonly train: Train }> {
  const graph = denseStep();
  const parameters = Object.fromEntries(
    [...weights].map(([name, { shape, data }]) => [name, { dtype: 'float32', shape, data } as const]),
  );
  const session = await openTraining({ graph, parameters, threads, spinning: true });
  let done = 0;
  return {
    train: async (steps) => {
      const losses: number[] = [];
      const feeds = Array.from({ length: steps }, (_, step) =>
        denseFeeds(graph, batches[(done + step) % batches.length]!),
      );
      done += steps;
      const began = performance.now();
      await session.run(feeds, { onProgress: ({ metrics }) => losses.push(metrics.loss!) });
      const seconds = (performance.now() - began) / 1000;
      return { seconds, losses, peak: process.resourceUsage().maxRSS / 1024 };
    },
    [Symbol.asyncDispose]: () => session.close(),
  };
}
