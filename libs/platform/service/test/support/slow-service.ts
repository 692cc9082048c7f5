/** A service whose start takes until the parent says `go`, or fails when it says `fail`. */
import { once } from 'node:events';
import { failedPrecondition } from '@optical/errors';
import { runService } from '../../src/index.ts';

await runService({
  stem: 'tokenizer',
  peers: [],
  settings: {},
  create: ({ describeProcess }) => ({
    handlers: { describeService: async (request) => ({ service: await describeProcess(request) }) },
    start: async () => {
      const [order] = (await once(process, 'message')) as [string];
      if (order === 'fail') throw failedPrecondition('the model does not load');
    },
    close: () => {
      if (process.connected) process.send?.('closed');
      return Promise.resolve();
    },
  }),
});
