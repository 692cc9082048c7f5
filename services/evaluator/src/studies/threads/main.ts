import { parentPort, workerData } from 'node:worker_threads';
import { OpticalError } from '@optical/errors';
import { tasks } from './tasks.ts';
import type { ThreadReply, ThreadTask } from './run-in-thread.ts';

const { name, input } = workerData as ThreadTask;

async function replyTo(): Promise<ThreadReply> {
  try {
    return { output: await (tasks[name] as (input: unknown) => unknown)(input) };
  } catch (error) {
    if (!(error instanceof OpticalError)) throw error;
    const { kind, message, details } = error;
    return { error: { kind, message, details } };
  }
}

parentPort!.postMessage(await replyTo());
