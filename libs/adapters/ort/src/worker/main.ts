import { parentPort, workerData } from 'node:worker_threads';
import { openProfileService } from '../profile/profile-service.ts';
import type { ProfileData } from '../profile/profile-service.ts';
import { openSessionService } from '../session/session-service.ts';
import type { SessionData } from '../session/session-service.ts';
import { serve } from '../thread/serve.ts';
import type { StateData } from '../training/open-state.ts';
import { openTrainingService } from '../training/training-service.ts';

/** What `WorkerThread.start` sends along. */
type Assignment =
  | { readonly role: 'session'; readonly data: SessionData }
  | { readonly role: 'training'; readonly data: StateData }
  | { readonly role: 'profile'; readonly data: ProfileData };

const assignment = workerData as Assignment;
switch (assignment.role) {
  case 'session':
    await serve(parentPort!, () => openSessionService(assignment.data));
    break;
  case 'training':
    await serve(parentPort!, () => openTrainingService(assignment.data));
    break;
  case 'profile':
    await serve(parentPort!, () => openProfileService(assignment.data));
    break;
}
