import { invalidArgument } from '@optical/errors';
import { abortError } from '../thread/abort.ts';
import { now } from '../thread/protocol.ts';
import type { Tensors } from '../thread/transfer.ts';
import { average, stepReports } from './step-report.ts';
import type { TrainingProgress, StepReport, StepSeconds, TimedSteps } from './step-report.ts';

export type Batches = AsyncIterable<Tensors> | Iterable<Tensors>;

export interface RunOptions {
  /** Stops between steps; the run then rejects when the steps under way, two at most, have ended and been reported. */
  readonly signal?: AbortSignal;
  /** Steps to make, a multiple of the graph's `stepsPerCall`. Default: until the batches end. */
  readonly steps?: number;
  /** Called after every so many steps, and after the last. Default 1. */
  readonly every?: number;
  readonly onProgress?: (progress: TrainingProgress) => void;
}

export interface RunSummary {
  readonly steps: number;
  /** Means over the steps. */
  readonly seconds: StepSeconds;
}

/** Calls under way: one that runs, and one that lies ready when it ends. */
const ahead = 2;

/**
 * Makes a step for each batch, in order. The iterator is not closed, so another run can go on with a generator.
 * @throws OpticalError what a step throws; cancelled or deadline-exceeded by the signal; invalid-argument if batches
 *   are left over that do not fill a call
 */
export async function runBatches(
  call: (batches: readonly Tensors[]) => Promise<TimedSteps>,
  stepsPerCall: number,
  batches: Batches,
  { signal, steps = Infinity, every = 1, onProgress = () => undefined }: RunOptions = {},
): Promise<RunSummary> {
  if (!(every >= 1) || !(steps % stepsPerCall === 0 || steps === Infinity)) {
    const description = `${steps} steps reported every ${every}; needed are multiples of ${stepsPerCall}, and 1 or more`;
    throw invalidArgument({ field: 'steps', description });
  }
  const iterator = Symbol.asyncIterator in batches ? batches[Symbol.asyncIterator]() : batches[Symbol.iterator]();
  const underWay: Promise<TimedSteps>[] = [];
  const sums = { feed: 0, run: 0, total: 0 };
  let unreported: StepReport[] = [];
  let made = 0;
  let since = now();

  const report = (): void => {
    const reports = unreported;
    unreported = [];
    if (reports.length > 0) onProgress({ step: made, steps: reports.length, ...average(reports) });
  };
  const settleOldest = async (): Promise<void> => {
    const timed = await underWay.shift()!;
    for (const step of stepReports(timed, since)) {
      made += 1;
      for (const part of ['feed', 'run', 'total'] as const) sums[part] += step.seconds[part];
      unreported.push(step);
      if (made % every === 0) report();
    }
    since = timed.endedAt;
  };

  try {
    for (let asked = 0; asked < steps; asked += stepsPerCall) {
      const group = await nextGroup(iterator, stepsPerCall, signal);
      if (group === undefined) break;
      const answer = call(group);
      // Its failure is seen when its turn comes, which may be after the next batch has come.
      answer.catch(() => undefined);
      underWay.push(answer);
      if (underWay.length === ahead) await settleOldest();
    }
    while (underWay.length > 0) await settleOldest();
    report();
  } finally {
    await Promise.allSettled(underWay);
  }
  if (signal?.aborted) throw abortError(signal);
  const mean = (sum: number): number => sum / Math.max(made, 1);
  return { steps: made, seconds: { feed: mean(sums.feed), run: mean(sums.run), total: mean(sums.total) } };
}

/** The batches of one call; undefined at the end, or as soon as the signal is aborted. */
async function nextGroup(
  iterator: AsyncIterator<Tensors> | Iterator<Tensors>,
  size: number,
  signal: AbortSignal | undefined,
): Promise<readonly Tensors[] | undefined> {
  const group: Tensors[] = [];
  while (group.length < size) {
    const next = await unlessAborted(() => iterator.next(), signal);
    if (next === undefined || (next.done === true && group.length === 0)) return undefined;
    if (next.done === true) {
      const description = `${group.length} are left over; a call of this graph takes ${size}`;
      throw invalidArgument({ field: 'batches', description });
    }
    group.push(next.value);
  }
  return group;
}

/** What the work gives; undefined if the signal is aborted before that. */
async function unlessAborted<Value>(
  work: () => Promise<Value> | Value,
  signal: AbortSignal | undefined,
): Promise<Value | undefined> {
  if (signal === undefined) return work();
  if (signal.aborted) return undefined;
  const { promise: aborted, resolve } = Promise.withResolvers<undefined>();
  const stop = (): void => {
    resolve(undefined);
  };
  signal.addEventListener('abort', stop);
  try {
    return await Promise.race([work(), aborted]);
  } finally {
    signal.removeEventListener('abort', stop);
  }
}
