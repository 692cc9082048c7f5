import { openArtifacts } from '@optical/artifacts';
import { createModelMemory } from '@optical/encoding';
import type { Encoder } from '@optical/encoding';
import type { ServiceDefinition } from '@optical/service';
import { teacherSettings } from './config.ts';
import { createEncodeTexts } from './encoding/encode-texts.ts';
import { createPoolMetrics } from './encoding/pool-metrics.ts';
import { TextToIds } from './encoding/text-to-ids.ts';
import { describeService } from './handlers/describe-service.ts';
import { encode } from './handlers/encode.ts';
import { encodeStream } from './handlers/encode-stream.ts';
import { loadModel } from './handlers/load-model.ts';
import { unloadModel } from './handlers/unload-model.ts';
import { modelHandlers } from './models/model-handlers.ts';

/** The teacher service: its settings, whom it calls, and its handlers. */
export const teacher: ServiceDefinition<'teacher', 'tokenizer', typeof teacherSettings> = {
  stem: 'teacher',
  peers: ['tokenizer'],
  settings: teacherSettings,
  create: ({ settings, telemetry, folder, artifactsFolder, describeProcess }) => {
    const artifacts = openArtifacts({ directory: artifactsFolder });
    const textToIds = new TextToIds();
    const prepare = (encoder: Encoder): void => {
      textToIds.prepare(encoder);
    };
    const memory = createModelMemory(artifacts, settings.encoding, createPoolMetrics(telemetry), prepare);
    const isLoaded = (digest: string) => memory.loaded().some(({ version }) => version.digest === digest);
    const registry = { artifacts, isLoaded };
    const pool = () => memory.pool();
    const encodeTexts = createEncodeTexts({ pool, textToIds, telemetry, maxReplyBytes: settings.grpc.maxMessageBytes });
    return {
      handlers: {
        describeService: describeService(describeProcess, memory),
        encode: encode(encodeTexts),
        encodeStream: encodeStream(encodeTexts, settings.encoding.streamWindow),
        loadModel: loadModel(registry, pool),
        unloadModel: unloadModel(pool),
        ...modelHandlers(registry, settings, folder),
      },
      start: (signal) => memory.start(signal),
      close: () => memory.close(),
    };
  },
};
