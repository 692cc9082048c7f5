import { invalidArgument } from '@optical/errors';
import type { ServiceHandlers } from '@optical/grpc';
import type { QueueAccess } from '../queue/open-queue.ts';
import { jobMessage } from '../queue/to-wire.ts';
import { requireJobId } from './require-job-id.ts';

const maxReason = 1_000;

/** Ends a job between two steps. */
export const cancelJob =
  (queue: QueueAccess): ServiceHandlers<'distiller'>['cancelJob'] =>
  async ({ jobId, reason }) => {
    requireJobId(jobId);
    if (reason.length > maxReason)
      throw invalidArgument({
        field: 'reason',
        description: `has ${reason.length} characters; the limit is ${maxReason}`,
      });
    return { job: jobMessage(await (await queue.get()).cancel(jobId, reason)) };
  };
