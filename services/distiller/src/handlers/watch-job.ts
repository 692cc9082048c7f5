import { OpticalError } from '@optical/errors';
import type { ServiceHandlers } from '@optical/grpc';
import { ndcgAt10 } from '../queue/job-document.ts';
import type { QueueAccess } from '../queue/open-queue.ts';
import { eventMessage } from '../queue/to-wire.ts';
import { requireJobId } from './require-job-id.ts';

/**
 * The events of a job, each progress with the latest nDCG@10 before it. When the process ends, watchers are told to
 * come again; they go on after the last event that they have.
 * @param ending aborted when the process is asked to end
 */
export const watchJob = (queue: QueueAccess, ending: AbortSignal): ServiceHandlers<'distiller'>['watchJob'] =>
  async function* ({ jobId, afterSequence }, { signal }) {
    const opened = await queue.get();
    let lastNdcg: number | undefined;
    // From the first event on, because scores before `afterSequence` belong to the progress after it.
    for await (const event of opened.watch(requireJobId(jobId), 0, AbortSignal.any([signal, ending]))) {
      if ('event' in event.body && 'score' in event.body.event) lastNdcg = ndcgAt10(event.body.event.score) ?? lastNdcg;
      if (event.sequence > afterSequence) yield { event: eventMessage(event, lastNdcg) };
    }
    if (ending.aborted) throw new OpticalError('unavailable', 'the distiller shuts down; watch again');
  };
