import { randomUUID } from 'node:crypto';
import type { Study__Output } from '@optical/contracts/evaluator';
import { OpticalError } from '@optical/errors';
import type { ServiceClient } from '@optical/grpc';
import manifest from '../../package.json' with { type: 'json' };
import { ensureTeacher } from '../models/default-teacher.ts';
import { needsTeacher } from './needs-teacher.ts';

const deadlineMs = 120_000;

/** What is run where the presets' teacher is neither on the machine nor to be had. */
const fallbackPreset = 'scratch';

/**
 * The study that a preset says. One that has begun in the same data directory goes on; one that has succeeded is shown
 * again; one that failed or was cancelled is run anew.
 */
export async function firstStudy(
  evaluator: ServiceClient<'evaluator'>,
  teacher: ServiceClient<'teacher'>,
  preset: string,
): Promise<{ readonly study: Study__Output; readonly note: string }> {
  let chosen = preset;
  let note = '';
  if (needsTeacher({ preset })) {
    try {
      await ensureTeacher(teacher);
    } catch (error) {
      if (!(error instanceof OpticalError)) throw error;
      chosen = fallbackPreset;
      note = `The teacher all-MiniLM-L6-v2 is not to be had (${error.message}); a small one is trained from scratch in its place.`;
    }
  }
  const create = async (requestId: string): Promise<Study__Output> => {
    const { study } = await evaluator.createStudy({ requestId, spec: { preset: chosen } }, { deadlineMs });
    return study!;
  };
  const known = await create(`start-${chosen}-${manifest.version}`).catch((error: unknown) => {
    // The preset has changed since.
    if (error instanceof OpticalError && error.kind === 'already-exists') return undefined;
    throw error;
  });
  const isUsable = known && known.state !== 'STUDY_STATE_FAILED' && known.state !== 'STUDY_STATE_CANCELLED';
  return { study: isUsable ? known : await create(`start-${randomUUID()}`), note };
}
