import { status } from '@grpc/grpc-js';
import { openLoop } from './open-loop.ts';

export interface OverloadOptions {
  /** Calls per second that the service can answer. */
  readonly peak: number;
  /** How many times that is offered. */
  readonly factor: number;
  /** What is counted, and what goes before it until the queue is as long as it gets. */
  readonly seconds: number;
  readonly settleSeconds: number;
}

export interface OverloadFigures {
  /** Calls per second that were sent, answered in time. */
  readonly offered: number;
  readonly good: number;
  /** Share of the calls that were refused with RESOURCE_EXHAUSTED rather than left to time out. */
  readonly refusedShare: number;
}

/**
 * Sends more calls than can be answered, and counts those that are once the load has settled.
 * @param send makes a call with a deadline and tells the status it ended with
 */
export async function measureOverload(
  send: (index: number) => Promise<status>,
  { peak, factor, seconds, settleSeconds }: OverloadOptions,
): Promise<OverloadFigures> {
  const { offered, arrivals } = await openLoop(send, peak * factor, settleSeconds + seconds);
  const [settled, end] = [1000 * settleSeconds, 1000 * (settleSeconds + seconds)];
  let answered = 0;
  let refused = 0;
  for (const { dueMs, latencyMs, outcome } of arrivals) {
    const at = dueMs + latencyMs;
    if (outcome === status.RESOURCE_EXHAUSTED) refused += 1;
    if (outcome === status.OK && at >= settled && at <= end) answered += 1;
  }
  return { offered, good: answered / seconds, refusedShare: refused / arrivals.length };
}
