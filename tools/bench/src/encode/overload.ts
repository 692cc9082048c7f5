import { setTimeout as sleep } from 'node:timers/promises';
import type { EncodeRequest } from '@optical/contracts/teacher';
import { status } from '@grpc/grpc-js';
import type { SendEncode } from './send-encode.ts';

export interface OverloadOptions {
  /** Calls per second that the service can answer. */
  readonly peak: number;
  /** How many times that is offered. */
  readonly factor: number;
  readonly deadlineMs: number;
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

/** Sends calls at a fixed rate whatever becomes of them, and counts those that are answered once the load has settled. */
export async function measureOverload(
  send: SendEncode,
  request: EncodeRequest,
  { peak, factor, deadlineMs, seconds, settleSeconds }: OverloadOptions,
): Promise<OverloadFigures> {
  const rate = peak * factor;
  const count = Math.ceil(rate * (settleSeconds + seconds));
  const outcomes: Promise<void>[] = [];
  let answered = 0;
  let refused = 0;
  const begun = performance.now();
  const settled = begun + 1000 * settleSeconds;
  const end = settled + 1000 * seconds;
  for (let sent = 0; sent < count; sent++) {
    const wait = begun + (1000 * sent) / rate - performance.now();
    if (wait > 1) await sleep(wait);
    const outcome = send(request, deadlineMs).then((code) => {
      if (code === status.RESOURCE_EXHAUSTED) refused += 1;
      if (code !== status.OK) return;
      const now = performance.now();
      if (now >= settled && now <= end) answered += 1;
    });
    outcomes.push(outcome);
  }
  const offered = (1000 * count) / (performance.now() - begun);
  await Promise.all(outcomes);
  return { offered, good: answered / seconds, refusedShare: refused / count };
}
