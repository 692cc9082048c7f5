import { parentPort } from 'node:worker_threads';
import { OpticalError } from '@optical/errors';
import { tasks } from './tasks.ts';
import type { Reply, Request } from './workbench.ts';

parentPort!.on('message', ({ id, name, input }: Request) => {
  parentPort!.postMessage(replyTo(id, () => (tasks[name] as (input: unknown) => unknown)(input)));
});

function replyTo(id: number, work: () => unknown): Reply {
  try {
    return { id, output: work() };
  } catch (error) {
    if (!(error instanceof OpticalError)) throw error;
    const { kind, message, details } = error;
    return { id, error: { kind, message, details } };
  }
}
