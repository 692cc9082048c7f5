import type { ServiceDefinition } from '@optical/service';
import { retrieverSettings } from './config.ts';
import { describeService } from './handlers/describe-service.ts';

/** The retriever service: its settings, whom it calls, and its handlers. */
export const retriever: ServiceDefinition<'retriever', 'tokenizer' | 'indexer', typeof retrieverSettings> = {
  stem: 'retriever',
  peers: ['tokenizer', 'indexer'],
  settings: retrieverSettings,
  create: ({ describeProcess }) => ({ handlers: { describeService: describeService(describeProcess) } }),
};
