import type { ServiceDefinition } from '@optical/service';
import { tokenizerSettings } from './config.ts';
import { describeService } from './handlers/describe-service.ts';

/** The tokenizer service: its settings, whom it calls, and its handlers. */
export const tokenizer: ServiceDefinition<'tokenizer', never, typeof tokenizerSettings> = {
  stem: 'tokenizer',
  peers: [],
  settings: tokenizerSettings,
  create: ({ describeProcess }) => ({ handlers: { describeService: describeService(describeProcess) } }),
};
