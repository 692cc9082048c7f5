import type { ServiceDefinition } from '@optical/service';
import { teacherSettings } from './config.ts';
import { describeService } from './handlers/describe-service.ts';

/** The teacher service: its settings, whom it calls, and its handlers. */
export const teacher: ServiceDefinition<'teacher', 'tokenizer', typeof teacherSettings> = {
  stem: 'teacher',
  peers: ['tokenizer'],
  settings: teacherSettings,
  create: ({ describeProcess }) => ({ handlers: { describeService: describeService(describeProcess) } }),
};
