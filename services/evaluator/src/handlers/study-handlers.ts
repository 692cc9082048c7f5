import type { StudyState__Output } from '@optical/contracts/evaluator';
import { invalidArgument, OpticalError } from '@optical/errors';
import type { ServiceHandlers } from '@optical/grpc';
import { jobStates } from '@optical/jobs';
import type { JobState } from '@optical/jobs';
import { studyEventMessage, studyMessage, wireStates } from '../studies/result/study-messages.ts';
import type { StudyAccess } from '../studies/store/open-studies.ts';

type Handlers = ServiceHandlers<'evaluator'>;

const defaultPageSize = 50;
const maxPageSize = 500;
const maxReason = 1_000;

/** @throws OpticalError `invalid-argument` when it is empty */
export function requireStudyId(studyId: string): string {
  if (studyId === '') throw invalidArgument({ field: 'study_id', description: 'is required' });
  return studyId;
}

/** A study as it stands now. */
export const getStudy =
  (access: StudyAccess): Handlers['getStudy'] =>
  async ({ studyId, omitCells }) => {
    const { queue, cells } = await access.get();
    const study = await queue.get(requireStudyId(studyId));
    return { study: studyMessage(study, omitCells ? [] : await cells.list(study.id)) };
  };

/** The studies, newest first. */
export const listStudies =
  (access: StudyAccess): Handlers['listStudies'] =>
  async ({ pageSize, pageToken, states }) => {
    if (pageSize > maxPageSize)
      throw invalidArgument({ field: 'page_size', description: `${pageSize} is not from 1 to ${maxPageSize}` });
    const filter = { states: states.flatMap(statesOf), labels: {} };
    const { queue } = await access.get();
    const page = await queue.list(filter, pageSize === 0 ? defaultPageSize : pageSize, pageToken);
    return { studies: page.jobs.map((study) => studyMessage(study)), nextPageToken: page.nextPageToken };
  };

function statesOf(wire: StudyState__Output, place: number): JobState[] {
  const found = jobStates.filter((name) => wireStates[name] === wire);
  if (found.length > 0) return found;
  throw invalidArgument({ field: `states[${place}]`, description: `${wire} is no state of a study` });
}

/**
 * The events of a study. When the process ends, watchers are told to come again; they go on after the last event that
 * they have.
 * @param ending aborted when the process is asked to end
 */
export const watchStudy = (access: StudyAccess, ending: AbortSignal): Handlers['watchStudy'] =>
  async function* ({ studyId, afterSequence }, { signal }) {
    const { queue } = await access.get();
    const { spec } = await queue.get(requireStudyId(studyId));
    for await (const event of queue.watch(studyId, afterSequence, AbortSignal.any([signal, ending])))
      yield { event: studyEventMessage(event, spec) };
    if (ending.aborted) throw new OpticalError('unavailable', 'the evaluator shuts down; watch again');
  };

/** Ends a study and its jobs. */
export const cancelStudy =
  (access: StudyAccess): Handlers['cancelStudy'] =>
  async ({ studyId, reason }) => {
    requireStudyId(studyId);
    if (reason.length > maxReason)
      throw invalidArgument({
        field: 'reason',
        description: `has ${reason.length} characters; the limit is ${maxReason}`,
      });
    const { queue } = await access.get();
    return { study: studyMessage(await queue.cancel(studyId, reason)) };
  };
