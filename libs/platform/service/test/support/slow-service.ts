/**
 * A service whose start takes until the parent says `go`, or fails when it says `fail`; told to stop, it takes a while;
 * told `broken` after `go`, it cannot go on.
 * Tells its parent when it has stopped starting and when it is closed, and prints the signals that it gets.
 */
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { failedPrecondition } from '@optical/errors';
import { runService } from '../../src/index.ts';

const tellParent = (word: string): void => {
  if (process.connected) process.send?.(word);
};
process.on('SIGTERM', () => {
  console.log('SIGTERM');
});

const broken = Promise.withResolvers<Error>();
await runService({
  stem: 'tokenizer',
  peers: [],
  settings: {},
  create: ({ describeProcess }) => ({
    handlers: { describeService: async (request) => ({ service: await describeProcess(request) }) },
    start: async (signal) => {
      const [order] = (await once(process, 'message', { signal }).catch(async (error: unknown) => {
        await sleep(50);
        tellParent('stopped');
        throw error;
      })) as [string];
      process.once('message', () => {
        broken.resolve(new Error('a thread is gone'));
      });
      if (order === 'fail') throw failedPrecondition('the model does not load');
    },
    failed: broken.promise,
    close: () => {
      tellParent('closed');
      return Promise.resolve();
    },
  }),
});
