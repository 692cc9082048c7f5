import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { defaultEntryPoints } from '../entry-points.ts';
import type { EntryPoints } from '../entry-points.ts';
import type { Device } from '../runtime/device.ts';
import type { Tuning } from '../runtime/tuning.ts';
import { packTensors } from '../thread/transfer.ts';
import type { Tensors } from '../thread/transfer.ts';
import { WorkerThread } from '../thread/worker-thread.ts';
import type { ProfileData, ProfileMethods } from './profile-service.ts';
import type { ProfileSummary } from './summarise-trace.ts';

export interface ProfileOptions extends Tuning {
  /** Path of the model's file, or its bytes. */
  readonly model: string | Uint8Array;
  /**
   * All inputs of the model; of a training step a batch, the frozen parameters and what `readState` gives. Their buffers
   * move to the worker.
   */
  readonly feeds: Tensors;
  readonly device?: Device;
  /** Runs that are measured. Default 10. */
  readonly runs?: number;
  /** Runs before them, which allocate memory and compile kernels. Default 3. */
  readonly warmUp?: number;
  readonly entryPoints?: Pick<EntryPoints, 'worker'>;
}

/**
 * Where the time of a model's runs goes, operator by operator. Profiling itself costs some microseconds per node.
 * @throws OpticalError failed-precondition if the model cannot be loaded on the device
 */
export async function profileModel({
  model,
  feeds,
  device = 'cpu',
  runs = 10,
  warmUp = 3,
  entryPoints = defaultEntryPoints,
  ...tuning
}: ProfileOptions): Promise<ProfileSummary> {
  const folder = await mkdtemp(path.join(tmpdir(), 'optical-profile-'));
  try {
    const worker = await WorkerThread.start<ProfileMethods>({
      entry: entryPoints.worker,
      role: 'profile',
      data: { model, device, tuning, folder } satisfies ProfileData,
      queueLimit: 1,
    });
    try {
      const { tensors, transfer } = packTensors(feeds);
      return (await worker.call('profile', { feeds: tensors, warmUp, runs }, { transfer })).value;
    } finally {
      await worker.close();
    }
  } finally {
    await rm(folder, { recursive: true });
  }
}
