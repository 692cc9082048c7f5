import type { ImportModelRequest } from '@optical/contracts/teacher';
import { OpticalError } from '@optical/errors';
import type { ServiceClient } from '@optical/grpc';

/** Name under which recipes, presets and collections expect all-MiniLM-L6-v2. */
export const defaultTeacher = 'teacher/minilm';

/** A known model may be fetched first. */
const importDeadlineMs = 600_000;

/**
 * Imports the default teacher where it is not registered.
 * @throws OpticalError `not-found`, `unavailable` and others when there are neither files nor a network
 */
export async function ensureTeacher(client: ServiceClient<'teacher'>): Promise<void> {
  try {
    await client.describeModel({ model: defaultTeacher });
  } catch (error) {
    if (!(error instanceof OpticalError) || error.kind !== 'not-found') throw error;
    const request: ImportModelRequest = {
      name: defaultTeacher,
      directory: 'all-MiniLM-L6-v2',
      kind: 'MODEL_KIND_TEACHER',
      languages: ['en'],
    };
    await client.importModel(request, { deadlineMs: importDeadlineMs });
  }
}
