import { setTimeout as sleep } from 'node:timers/promises';
import { serviceNameOf } from '@optical/contracts';
import type { Stem } from '@optical/contracts';
import { OpticalError } from '@optical/errors';
import { createHealthClient } from '@optical/grpc';
import type { Session } from '../connect/session.ts';

const betweenLooksMs = 100;
const oneLookMs = 2_000;

/** Resolves when the service reports SERVING; rejects with the signal's reason when that aborts first. */
export async function untilServing(session: Session, stem: Stem, address: string, signal: AbortSignal): Promise<void> {
  while (!(await isServing(session, stem, address, signal))) {
    await sleep(betweenLooksMs, undefined, { signal }).catch(() => undefined);
    signal.throwIfAborted();
  }
}

async function isServing(session: Session, stem: Stem, address: string, signal: AbortSignal): Promise<boolean> {
  // A new client for every look: one that has failed to connect waits before it tries again.
  const client = createHealthClient({ address, ...session });
  try {
    return (await client.check(serviceNameOf(stem), { deadlineMs: oneLookMs, signal })) === 'SERVING';
  } catch (error) {
    if (!(error instanceof OpticalError)) throw error;
    signal.throwIfAborted();
    return false;
  } finally {
    client.close();
  }
}
