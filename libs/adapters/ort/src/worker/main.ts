import { parentPort, workerData } from 'node:worker_threads';
import type { ProfileData } from '../profile/profile-service.ts';
import type { SessionData } from '../session/session-service.ts';
import { serve } from '../thread/serve.ts';
import type { StateData } from '../training/open-state.ts';

/** What `WorkerThread.start` sends along. */
type Assignment =
  | { readonly role: 'session'; readonly data: SessionData }
  | { readonly role: 'training'; readonly data: StateData }
  | { readonly role: 'profile'; readonly data: ProfileData };

// Each worker loads what it needs only: most are sessions, and they are started while somebody waits.
const assignment = workerData as Assignment;
switch (assignment.role) {
  case 'session': {
    const { openSessionService } = await import('../session/session-service.ts');
    await serve(parentPort!, () => openSessionService(assignment.data));
    break;
  }
  case 'training': {
    const { openTrainingService } = await import('../training/training-service.ts');
    await serve(parentPort!, () => openTrainingService(assignment.data));
    break;
  }
  case 'profile': {
    const { openProfileService } = await import('../profile/profile-service.ts');
    await serve(parentPort!, () => openProfileService(assignment.data));
    break;
  }
}
