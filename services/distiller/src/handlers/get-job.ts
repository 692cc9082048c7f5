import type { ServiceHandlers } from '@optical/grpc';
import type { QueueAccess } from '../queue/open-queue.ts';
import { jobMessage } from '../queue/to-wire.ts';
import { requireJobId } from './require-job-id.ts';

/** A job as it stands now. */
export const getJob =
  (queue: QueueAccess): ServiceHandlers<'distiller'>['getJob'] =>
  async ({ jobId }) => ({ job: jobMessage(await (await queue.get()).get(requireJobId(jobId))) });
