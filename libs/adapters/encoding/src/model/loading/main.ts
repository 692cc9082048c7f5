import { parentPort, workerData } from 'node:worker_threads';
import { readEncoderCheckpoint } from '@optical/checkpoints';
import { OpticalError } from '@optical/errors';
import { toLoadedModel } from '../loaded-model.ts';
import type { LoadReply } from './load-model.ts';

try {
  const model = await toLoadedModel(await readEncoderCheckpoint(workerData as string));
  parentPort!.postMessage({ model } satisfies LoadReply);
} catch (error) {
  if (!(error instanceof OpticalError)) throw error;
  const { kind, message, details } = error;
  parentPort!.postMessage({ error: { kind, message, details } } satisfies LoadReply);
}
