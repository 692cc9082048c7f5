import { setTimeout as sleep } from 'node:timers/promises';

/** A call that was made when it was due, whatever had become of those before it. */
export interface Arrival<Outcome> {
  /** Milliseconds after the beginning, by the schedule. */
  readonly dueMs: number;
  /** From then to the answer in milliseconds: a sender that is late counts, as it would for a caller who waits. */
  readonly latencyMs: number;
  readonly outcome: Outcome;
}

export interface OpenLoopFigures<Outcome> {
  /** Calls per second that were sent. */
  readonly offered: number;
  readonly arrivals: readonly Arrival<Outcome>[];
}

/** Makes calls at a constant rate, per second, and waits for all of them. */
export async function openLoop<Outcome>(
  call: (index: number) => Promise<Outcome>,
  rate: number,
  seconds: number,
): Promise<OpenLoopFigures<Outcome>> {
  const count = Math.ceil(rate * seconds);
  const arrivals: Promise<Arrival<Outcome>>[] = [];
  const begun = performance.now();
  for (let index = 0; index < count; index++) {
    const dueMs = (1000 * index) / rate;
    const wait = begun + dueMs - performance.now();
    if (wait > 1) await sleep(wait);
    arrivals.push(call(index).then((outcome) => ({ dueMs, latencyMs: performance.now() - begun - dueMs, outcome })));
  }
  const offered = (1000 * count) / (performance.now() - begun);
  return { offered, arrivals: await Promise.all(arrivals) };
}
