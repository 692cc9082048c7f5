import { openArtifacts } from '@optical/artifacts';
import { createModelMemory } from '@optical/encoding';
import type { ServiceDefinition } from '@optical/service';
import { createMetrics } from '@optical/telemetry';
import { retrieverSettings } from './config.ts';
import { CollectionEncoders } from './encoders/collection-encoders.ts';
import { reportModels } from './encoders/model-reports.ts';
import { QueryEncoders } from './encoders/query-encoders.ts';
import { Vocabularies } from './encoders/vocabularies.ts';
import { createExplainMatch } from './explain/explain-match.ts';
import { batchSearch } from './handlers/batch-search.ts';
import { describeService } from './handlers/describe-service.ts';
import { explain } from './handlers/explain.ts';
import { search } from './handlers/search.ts';
import { searchStream } from './handlers/search-stream.ts';
import { loadLanguageDetector } from './language/detect-language.ts';
import type { DetectLanguage } from './language/detect-language.ts';
import { createAnswerSearches } from './search/answer-searches.ts';
import { createChooseLanguage } from './search/choose-language.ts';
import { createEncodeQuery } from './search/encode-query.ts';
import { SearchQueue } from './search/search-queue.ts';
import { createSearchText } from './search/search-text.ts';
import { retrieverMetrics } from './telemetry.ts';

/** The retriever service: its settings, whom it calls, and its handlers. */
export const retriever: ServiceDefinition<'retriever', 'tokenizer' | 'indexer', typeof retrieverSettings> = {
  stem: 'retriever',
  peers: ['tokenizer', 'indexer'],
  settings: retrieverSettings,
  create: ({ settings, telemetry, artifactsFolder, peers, describeProcess }) => {
    const { collection: defaultCollection, encoders: rules, encoding } = settings;
    const metrics = createMetrics(telemetry.meter, retrieverMetrics);
    const artifacts = openArtifacts({ directory: artifactsFolder });
    const memory = createModelMemory(artifacts, encoding, reportModels(telemetry, metrics), () => undefined);
    const tokenizer = () => peers.client('tokenizer');
    const indexer = () => peers.client('indexer');
    const collections = new CollectionEncoders(indexer);
    const pool = () => memory.pool();
    const encoders = new QueryEncoders({ rules, artifacts, pool, collections, validMs: encoding.followIntervalMs });
    const vocabularies = new Vocabularies(tokenizer);
    const queue = new SearchQueue(settings.search, () => {
      metrics.refused.add(1);
    });
    metrics.waiting.addCallback((result) => {
      result.observe(queue.waiting);
    });
    let detector: Promise<DetectLanguage> | undefined;
    const chooseLanguage = createChooseLanguage(() => (detector ??= loadLanguageDetector()), telemetry, metrics);
    const encodeQuery = createEncodeQuery(tokenizer, vocabularies, telemetry);
    const shared = { queue, chooseLanguage, encoders, collections, encodeQuery, indexer, defaultCollection };
    const searchText = createSearchText({ ...shared, telemetry, metrics });
    const { eachMs } = settings.search;
    const answerSearches = createAnswerSearches(searchText, { window: encoding.streamWindow, eachMs });
    const explainMatch = createExplainMatch({ ...shared, vocabularies, tokenizer });
    return {
      handlers: {
        describeService: describeService(describeProcess, memory, encoders, defaultCollection),
        search: search(searchText),
        batchSearch: batchSearch(answerSearches, settings.grpc.maxMessageBytes),
        searchStream: searchStream(answerSearches),
        explain: explain(explainMatch),
      },
      refuse: { search: (leftMs) => queue.refusal(leftMs) },
      start: (signal) => memory.start(signal),
      close: () => memory.close(),
    };
  },
};
