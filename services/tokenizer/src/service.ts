import path from 'node:path';
import { openArtifacts } from '@optical/artifacts';
import type { ServiceDefinition } from '@optical/service';
import { createMetrics } from '@optical/telemetry';
import { tokenizerSettings } from './config.ts';
import { decode } from './handlers/decode.ts';
import { describeService } from './handlers/describe-service.ts';
import { describeVocabulary } from './handlers/describe-vocabulary.ts';
import { importVocabulary } from './handlers/import-vocabulary.ts';
import { listVocabularies } from './handlers/list-vocabularies.ts';
import { measureCoverage } from './handlers/measure-coverage.ts';
import { tokenizeStream } from './handlers/tokenize-stream.ts';
import { tokenize } from './handlers/tokenize.ts';
import { trainVocabulary } from './handlers/train-vocabulary.ts';
import { tokenizerMetrics } from './telemetry.ts';
import { RequestLog } from './training/request-log.ts';
import { Trainer } from './training/trainer.ts';
import { VocabularyStore } from './vocabularies/vocabulary-store.ts';

/** The tokenizer service: its settings, whom it calls, and its handlers. */
export const tokenizer: ServiceDefinition<'tokenizer', never, typeof tokenizerSettings> = {
  stem: 'tokenizer',
  peers: [],
  settings: tokenizerSettings,
  create: ({ settings, telemetry, folder, artifactsFolder, describeProcess }) => {
    const artifacts = openArtifacts({ directory: artifactsFolder });
    const metrics = createMetrics(telemetry.meter, tokenizerMetrics);
    const store = new VocabularyStore({ artifacts, telemetry, metrics, memoryLimitBytes: settings.memoryLimitBytes });
    metrics.memory.addCallback((result) => {
      result.observe(store.bytes);
    });
    const trainer = new Trainer({ artifacts, telemetry, metrics, folder: path.join(folder, 'training'), settings });
    const tokenizeTexts = tokenize(store, metrics);
    return {
      handlers: {
        describeService: describeService(describeProcess, store),
        tokenize: tokenizeTexts,
        tokenizeStream: tokenizeStream(tokenizeTexts, settings.streamWindow),
        decode: decode(store),
        trainVocabulary: trainVocabulary(artifacts, trainer, new RequestLog(path.join(folder, 'requests'))),
        importVocabulary: importVocabulary(artifacts),
        measureCoverage: measureCoverage(store),
        describeVocabulary: describeVocabulary(artifacts),
        listVocabularies: listVocabularies(artifacts),
      },
      start: () => trainer.start(),
    };
  },
};
