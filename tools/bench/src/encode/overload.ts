import { setTimeout as sleep } from 'node:timers/promises';
import type { EncodeRequest } from '@optical/contracts/teacher';
import { OpticalError } from '@optical/errors';
import type { ServiceClient } from '@optical/grpc';

export interface OverloadOptions {
  /** Calls per second that the service can answer. */
  readonly peak: number;
  /** How many times that is offered. */
  readonly factor: number;
  readonly deadlineMs: number;
  readonly seconds: number;
}

export interface OverloadFigures {
  /** Calls per second that were sent, answered in time. */
  readonly offered: number;
  readonly good: number;
  /** Share of the calls that were refused with RESOURCE_EXHAUSTED rather than left to time out. */
  readonly refusedShare: number;
}

/** Sends calls at a fixed rate whatever becomes of them, and counts those that are answered while it sends. */
export async function measureOverload(
  client: ServiceClient<'teacher'>,
  request: EncodeRequest,
  { peak, factor, deadlineMs, seconds }: OverloadOptions,
): Promise<OverloadFigures> {
  const rate = peak * factor;
  const count = Math.ceil(rate * seconds);
  const outcomes: Promise<void>[] = [];
  let answered = 0;
  let refused = 0;
  const begun = performance.now();
  const end = begun + 1000 * seconds;
  for (let sent = 0; sent < count; sent++) {
    const wait = begun + (1000 * sent) / rate - performance.now();
    if (wait > 1) await sleep(wait);
    const outcome = client.encode(request, { deadlineMs }).then(
      () => {
        if (performance.now() <= end) answered += 1;
      },
      (error: unknown) => {
        if (error instanceof OpticalError && error.kind === 'exhausted') refused += 1;
      },
    );
    outcomes.push(outcome);
  }
  const offered = (1000 * count) / (performance.now() - begun);
  await Promise.all(outcomes);
  return { offered, good: answered / seconds, refusedShare: refused / count };
}
