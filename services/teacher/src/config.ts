import { withDefault } from '@optical/config';
import { encodingSettings } from '@optical/encoding';
import { grpcServerSettings } from '@optical/grpc';
import { modelSettings } from './models/settings.ts';

/** Settings that only the teacher has, and those of every service that it presets otherwise. */
export const teacherSettings = {
  ...modelSettings,
  encoding: encodingSettings,
  grpc: {
    ...grpcServerSettings,
    calls: {
      ...grpcServerSettings.calls,
      // Calls wait in the encoder's queue alone, which knows how long that takes and refuses those it would make late.
      running: withDefault(grpcServerSettings.calls.running, 1024),
      waiting: withDefault(grpcServerSettings.calls.waiting, 0),
    },
  },
};
