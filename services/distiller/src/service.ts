import type { ServiceDefinition } from '@optical/service';
import { distillerSettings } from './config.ts';
import { describeService } from './handlers/describe-service.ts';

/** The distiller service: its settings, whom it calls, and its handlers. */
export const distiller: ServiceDefinition<'distiller', 'tokenizer' | 'teacher', typeof distillerSettings> = {
  stem: 'distiller',
  peers: ['tokenizer', 'teacher'],
  settings: distillerSettings,
  create: ({ describeProcess }) => ({ handlers: { describeService: describeService(describeProcess) } }),
};
