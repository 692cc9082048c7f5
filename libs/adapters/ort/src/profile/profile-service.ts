import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import type { Device } from '../runtime/device.ts';
import { loadRuntime } from '../runtime/load-runtime.ts';
import { runError } from '../runtime/runtime-error.ts';
import { toRuntimeTensors } from '../runtime/runtime-tensor.ts';
import { sessionOptions } from '../runtime/tuning.ts';
import type { Tuning } from '../runtime/tuning.ts';
import { createSession } from '../session/session-service.ts';
import type { Service } from '../thread/serve.ts';
import type { Tensors } from '../thread/transfer.ts';
import { summariseTrace } from './summarise-trace.ts';
import type { ProfileSummary, TraceEvent } from './summarise-trace.ts';

export interface ProfileData {
  readonly model: string | Uint8Array;
  readonly device: Device;
  readonly tuning: Tuning;
  /** An empty folder, for the runtime's profile. */
  readonly folder: string;
}

export interface ProfileMethods {
  readonly profile: (work: {
    readonly feeds: Tensors;
    readonly warmUp: number;
    readonly runs: number;
  }) => ProfileSummary;
}

/** Runs one model under the runtime's profiler, in a worker. */
export async function openProfileService(data: ProfileData): Promise<Service<ProfileMethods>> {
  const { model, device, tuning, folder } = data;
  const runtime = await loadRuntime();
  const session = await createSession(runtime, model, device, {
    ...sessionOptions(device, tuning),
    enableProfiling: true,
    profileFilePrefix: path.join(folder, 'profile'),
  });
  return {
    opened: undefined,
    methods: {
      profile: async ({ feeds, warmUp, runs }) => {
        const tensors = toRuntimeTensors(runtime, feeds);
        try {
          for (let run = 0; run < warmUp + runs; run++) await session.run(tensors);
        } catch (error) {
          throw runError('the profiled run failed', error, feeds);
        }
        session.endProfiling();
        const [file] = await readdir(folder);
        const events = JSON.parse(await readFile(path.join(folder, file!), 'utf8')) as readonly TraceEvent[];
        return { value: summariseTrace(events, runs) };
      },
    },
    close: () => session.release(),
  };
}
