import type { ServiceDefinition } from '@optical/service';
import { indexerSettings } from './config.ts';
import { describeService } from './handlers/describe-service.ts';

/** The indexer service: its settings, whom it calls, and its handlers. */
export const indexer: ServiceDefinition<'indexer', never, typeof indexerSettings> = {
  stem: 'indexer',
  peers: [],
  settings: indexerSettings,
  create: ({ describeProcess }) => ({ handlers: { describeService: describeService(describeProcess) } }),
};
