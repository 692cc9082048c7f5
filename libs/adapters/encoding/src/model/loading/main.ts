import { parentPort } from 'node:worker_threads';
import { readEncoderCheckpoint } from '@optical/checkpoints';
import { OpticalError } from '@optical/errors';
import { toLoadedModel } from '../loaded-model.ts';
import type { LoadReply, LoadRequest } from './load-model.ts';

const port = parentPort!;

port.on('message', ({ directory, fingerprint }: LoadRequest) => {
  void answer(directory, fingerprint).then((reply) => {
    port.postMessage(reply);
  });
});

/** A defect ends the thread. */
async function answer(directory: string, fingerprint?: string): Promise<LoadReply> {
  try {
    return { model: await toLoadedModel(await readEncoderCheckpoint(directory), fingerprint) };
  } catch (error) {
    if (!(error instanceof OpticalError)) throw error;
    const { kind, message, details } = error;
    return { error: { kind, message, details } };
  }
}
