import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { Job__Output, JobEvent__Output, JobSpec } from '@optical/contracts/distiller';
import { startService } from '@optical/testing/service-process';
import type { ServiceProcess } from '@optical/testing/service-process';
import { makeTinyWorld } from './tiny-world.ts';
import type { TinyWorld } from './tiny-world.ts';

export type Distiller = ServiceProcess<'distiller'>;

/** Tokenizer and teacher of a tiny world, and distillers as they are asked for. */
export interface DistillerSystem extends AsyncDisposable {
  readonly world: TinyWorld;
  start(environment?: Readonly<Record<string, string>>, home?: string): Promise<Distiller>;
}

export async function startDistillerSystem(folder: string): Promise<DistillerSystem> {
  const world = await makeTinyWorld(folder);
  const tokenizer = await startService('tokenizer', world.home);
  const teacher = await startService('teacher', world.home, { OPTICAL_ENCODING_DEVICE: 'cpu' });
  const started: Distiller[] = [];
  return {
    world,
    start: async (environment = {}, home = world.home) => {
      const distiller = await startService('distiller', home, {
        OPTICAL_PEERS_TOKENIZER: tokenizer.address,
        OPTICAL_PEERS_TEACHER: teacher.address,
        OPTICAL_ARTIFACTS_DIRECTORY: path.join(world.home, 'artifacts'),
        OPTICAL_DISTILLER_DATA: world.data,
        OPTICAL_TRAINING_DEVICE: 'cpu',
        OPTICAL_TRAINING_THREADS: '1',
        OPTICAL_TRAINING_PROGRESS_MS: '50',
        OPTICAL_JOBS_POLL_MS: '100',
        OPTICAL_JOBS_RETRY_BASE_MS: '10',
        ...environment,
      });
      started.push(distiller);
      return distiller;
    },
    [Symbol.asyncDispose]: async () => {
      for (const process of [...started, teacher, tokenizer]) await process[Symbol.asyncDispose]();
    },
  };
}

/** A student of the tiny world. */
export const studentSpec = (about: Partial<JobSpec> = {}, steps = 12): JobSpec => ({
  outputName: 'student/tiny',
  student: {
    teacher: 'teacher/tiny',
    vocabulary: 'vocabulary/tiny',
    bitext: [{ dataset: 'tiny', language: 'hi' }],
    objectives: [{ objective: 'OBJECTIVE_OT_SINKHORN', transport: { iterations: 20, regularization: 0.05 } }],
    initialization: { aligned: { iterations: 3 } },
    heldOutPairs: 16,
  },
  optimizer: { learningRate: 3e-3, dropout: 0.1 },
  schedule: { steps },
  batch: { examples: 8 },
  checkpoints: { everySteps: 5, heldOutEverySteps: Math.ceil(steps / 3), snapshots: 2 },
  ...about,
});

/** Waits for the end of a job. */
export async function watchToEnd(
  { client }: Pick<Distiller, 'client'>,
  jobId: string,
  afterSequence = 0,
): Promise<JobEvent__Output[]> {
  const replies = await Array.fromAsync(client.watchJob({ jobId, afterSequence }, { deadlineMs: 120_000 }));
  return replies.map(({ event }) => event!);
}

/** sha256 of the weights of a job's result. */
export async function weightsOf({ artifacts }: TinyWorld, { result }: Job__Output): Promise<string> {
  const { directory } = await artifacts.resolve(`${result!.name}@${result!.digest}`);
  return createHash('sha256')
    .update(readFileSync(path.join(directory, 'model.safetensors')))
    .digest('hex');
}
