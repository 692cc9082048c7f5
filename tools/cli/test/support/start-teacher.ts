import path from 'node:path';
import { root, startService } from './start-service.ts';
import type { RunningServices } from './start-service.ts';

/** Models that can be imported: `tiny-bert`, `tiny-pylate` and others. */
const importableModels = path.join(root, 'libs/adapters/checkpoints/fixtures');

export function startTeacher(): Promise<RunningServices> {
  return startService('teacher', {
    OPTICAL_MODELS: importableModels,
    OPTICAL_TEACHER_MODEL_HUB_DOWNLOAD: 'false',
    OPTICAL_TEACHER_ENCODING_DEVICE: 'cpu',
  });
}
