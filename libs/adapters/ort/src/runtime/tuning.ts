import { availableParallelism } from 'node:os';
import { invalidArgument } from '@optical/errors';
import type { InferenceSession } from 'onnxruntime-node';
import type { Device } from './device.ts';

/**
 * How a session uses the processor. Figures are those of `test/overhead.check.ts`: a training step of 10.8 million
 * parameters on two cores that other programs use too, 147 ms at best with the defaults.
 *
 * There is no choice to flush denormal numbers to zero: the runtime does it for the threads it starts itself and for
 * one calling thread of the process, so a result would depend on which thread took which share of an operator
 * (seen: 7 of 8 denormal products flushed, the eighth kept).
 */
export interface Tuning {
  /** Threads that share one operator's work, 1 or more. Default: the processors this process may use. */
  readonly threads?: number;
  /**
   * Idle threads wait in a busy loop for their next share of work. It pays when the cores are the session's own (7 % at
   * best) and costs when they are not (40 to 45 % in the median), to others as well. Default false.
   */
  readonly spinning?: boolean;
  /** Keep freed memory for the next run. Without it a step takes 10 to 40 % longer. Default true. */
  readonly arena?: boolean;
  /** Lay out the memory of a run as one block, for inputs of shapes seen before. No difference seen. Default true. */
  readonly memoryPattern?: boolean;
  /** Graph rewriting when the session opens. No difference seen from `basic` on, for training. Default `all`. */
  readonly optimization?: 'disabled' | 'basic' | 'extended' | 'layout' | 'all';
}

/** @throws OpticalError invalid-argument if the number of threads is not a whole number from 1 on */
export function sessionOptions(
  device: Device,
  {
    threads = availableParallelism(),
    spinning = false,
    arena = true,
    memoryPattern = true,
    optimization = 'all',
  }: Tuning,
): InferenceSession.SessionOptions {
  if (!Number.isInteger(threads) || threads < 1)
    throw invalidArgument({ field: 'threads', description: `${threads} is not a whole number from 1 on` });
  return {
    executionProviders: [device],
    intraOpNumThreads: threads,
    enableCpuMemArena: arena,
    enableMemPattern: memoryPattern,
    graphOptimizationLevel: optimization,
    // Failures come back as exceptions; the runtime would print them as well.
    logSeverityLevel: 4,
    extra: { session: { intra_op: { allow_spinning: spinning ? '1' : '0' } } },
  };
}
