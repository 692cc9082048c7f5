import type { ServiceDefinition } from '@optical/service';
import { evaluatorSettings } from './config.ts';
import { describeService } from './handlers/describe-service.ts';

/** The evaluator service: its settings, whom it calls, and its handlers. */
export const evaluator: ServiceDefinition<
  'evaluator',
  'distiller' | 'retriever' | 'indexer' | 'teacher',
  typeof evaluatorSettings
> = {
  stem: 'evaluator',
  peers: ['distiller', 'retriever', 'indexer', 'teacher'],
  settings: evaluatorSettings,
  create: ({ describeProcess }) => ({ handlers: { describeService: describeService(describeProcess) } }),
};
