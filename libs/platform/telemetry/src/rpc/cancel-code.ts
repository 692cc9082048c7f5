import { status } from '@grpc/grpc-js';
import type { Deadline } from '@grpc/grpc-js';

/**
 * A client resets the stream at its deadline, which reaches the server shortly before the server's own timer when the
 * request took a while to arrive: without this slack every seventh expired call counted as cancelled in a trial.
 */
const slackMs = 20;

/** Why the client of a call without a status has gone: its deadline, or a cancellation. `nowMs` is epoch time. */
export function cancelCode(deadline: Deadline, nowMs: number): status {
  return Number(deadline) - nowMs < slackMs ? status.DEADLINE_EXCEEDED : status.CANCELLED;
}
