import { invalidArgument } from '@optical/errors';
import type { JobState as WireState } from '@optical/contracts/distiller';
import type { ServiceHandlers } from '@optical/grpc';
import { jobStates } from '@optical/jobs';
import type { JobState } from '@optical/jobs';
import type { QueueAccess } from '../queue/open-queue.ts';
import { jobMessage, wireStates } from '../queue/to-wire.ts';

const defaultPageSize = 50;
const maxPageSize = 500;

/** The jobs, newest first. */
export const listJobs =
  (queue: QueueAccess): ServiceHandlers<'distiller'>['listJobs'] =>
  async ({ pageSize, pageToken, states, labels }) => {
    if (pageSize > maxPageSize)
      throw invalidArgument({ field: 'page_size', description: `${pageSize} is not from 1 to ${maxPageSize}` });
    const filter = { states: states.map(stateOf), labels };
    const opened = await queue.get();
    const page = await opened.list(filter, pageSize === 0 ? defaultPageSize : pageSize, pageToken);
    return { jobs: page.jobs.map(jobMessage), nextPageToken: page.nextPageToken };
  };

function stateOf(wire: WireState, place: number): JobState {
  const state = jobStates.find((name) => wireStates[name] === wire);
  if (state !== undefined) return state;
  throw invalidArgument({ field: `states[${place}]`, description: `${String(wire)} is no state of a job` });
}
