import type { Tensors, TrainingProgress as StepProgress, TrainingSession } from '@optical/ort';
import type { TimedBatch } from './steps/training-task.ts';

export interface SegmentOptions {
  readonly session: TrainingSession;
  /** Not closed: another segment goes on with it. */
  readonly batches: AsyncIterator<TimedBatch, void>;
  /** Steps to make. */
  readonly steps: number;
  /** Asked before every batch: whether to end between two steps. */
  readonly pause: () => boolean;
  readonly signal?: AbortSignal;
  readonly onStep: (step: StepProgress, batch: TimedBatch) => void;
}

/**
 * Makes steps until there are enough or it is to pause. Every batch that is taken from the iterator is trained on, and
 * every step reported, whatever ends the segment; except when a batch that is waited for is given up by the signal.
 */
export async function runSegment({ session, batches, steps, pause, signal, onStep }: SegmentOptions): Promise<void> {
  const underWay: TimedBatch[] = [];
  const given = (async function* (): AsyncGenerator<Tensors, void, undefined> {
    for (let asked = 0; asked < steps && !pause(); asked++) {
      const next = await unlessAborted(batches.next(), signal);
      if (next === undefined || next.done === true) return;
      underWay.push(next.value);
      yield next.value.feeds;
    }
  })();
  await session.run(given, {
    onProgress: (progress) => {
      onStep(progress, underWay.shift()!);
    },
  });
}

async function unlessAborted<Value>(work: Promise<Value>, signal: AbortSignal | undefined): Promise<Value | undefined> {
  if (signal === undefined) return work;
  const { promise: aborted, resolve } = Promise.withResolvers<undefined>();
  const stop = (): void => {
    resolve(undefined);
  };
  if (signal.aborted) stop();
  signal.addEventListener('abort', stop);
  // A teacher whose call the signal ends rejects as well.
  work.catch(() => undefined);
  try {
    return await Promise.race([aborted, work]);
  } catch (error) {
    if (signal.aborted) return undefined;
    throw error;
  } finally {
    signal.removeEventListener('abort', stop);
  }
}
