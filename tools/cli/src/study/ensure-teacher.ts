import type { StudySpec } from '@optical/contracts/evaluator';
import type { ImportModelRequest } from '@optical/contracts/teacher';
import { OpticalError } from '@optical/errors';
import type { ServiceClient } from '@optical/grpc';

/** Name under which presets expect all-MiniLM-L6-v2, and the directory that it is imported from. */
const teacher = { name: 'teacher/minilm', directory: 'all-MiniLM-L6-v2' };

/** Presets whose teacher it is. */
const presets = new Set(['quick', 'standard', 'low-resource']);

/** A known model may be fetched first. */
const importDeadlineMs = 600_000;

/** Whether the teacher that a specification's preset builds on has to be there. */
export const needsTeacher = ({ preset = '', studentTemplate }: StudySpec): boolean =>
  presets.has(preset) && (studentTemplate?.student?.teacher ?? teacher.name) === teacher.name;

/**
 * Imports the presets' teacher where it is not registered.
 * @throws OpticalError `not-found`, `unavailable` and others when there are neither files nor a network
 */
export async function ensureTeacher(client: ServiceClient<'teacher'>): Promise<void> {
  try {
    await client.describeModel({ model: teacher.name });
  } catch (error) {
    if (!(error instanceof OpticalError) || error.kind !== 'not-found') throw error;
    const request: ImportModelRequest = { ...teacher, kind: 'MODEL_KIND_TEACHER', languages: ['en'] };
    await client.importModel(request, { deadlineMs: importDeadlineMs });
  }
}
