import path from 'node:path';
import { openArtifacts } from '@optical/artifacts';
import type { ServiceDefinition } from '@optical/service';
import { createMetrics } from '@optical/telemetry';
import { dataOfPlaces } from '@optical/training';
import { evaluatorSettings } from './config.ts';
import { compare } from './handlers/compare.ts';
import { createStudy } from './handlers/create-study.ts';
import { describeService } from './handlers/describe-service.ts';
import { evaluate } from './handlers/evaluate.ts';
import { exportStudy, getReport } from './handlers/study-files.ts';
import { cancelStudy, getStudy, listStudies, watchStudy } from './handlers/study-handlers.ts';
import { exactRanker } from './ranking/exact-ranker.ts';
import { makeCollection, retrieverRanker } from './ranking/retriever-ranker.ts';
import { passagesIn } from './ranking/passage-vectors.ts';
import type { StudyParts } from './studies/run/study-parts.ts';
import { studyWorkers } from './studies/run/work-on-studies.ts';
import { openStudies } from './studies/store/open-studies.ts';
import { evaluatorMetrics } from './telemetry.ts';
import { openTracks } from './tracks/open-tracks.ts';
import { dataFolders, downloadOptions, trackFiles } from './tracks/track-files.ts';

type Peer = 'tokenizer' | 'distiller' | 'retriever' | 'indexer' | 'teacher';

/** The evaluator service: its settings, whom it calls, and its handlers. */
export const evaluator: ServiceDefinition<'evaluator', Peer, typeof evaluatorSettings> = {
  stem: 'evaluator',
  peers: ['tokenizer', 'distiller', 'retriever', 'indexer', 'teacher'],
  settings: evaluatorSettings,
  create: ({ settings, folder, telemetry, artifactsFolder, peers, describeProcess }) => {
    const artifacts = openArtifacts({ directory: artifactsFolder });
    const metrics = createMetrics(telemetry.meter, evaluatorMetrics);
    const places = dataFolders(settings.data, folder);
    const fetching = downloadOptions(settings.download);
    const files = () => trackFiles(places, fetching);
    const tracks = openTracks(places, files, artifacts);
    const teacher = () => peers.client('teacher');
    const indexer = () => peers.client('indexer');
    const { threads, depth } = settings.ranking;
    const passages = passagesIn(path.join(folder, 'passages'), teacher);
    const ranker =
      settings.ranking.path === 'exact'
        ? exactRanker({ client: teacher, passages, ...(threads !== undefined && { threads }) })
        : retrieverRanker({
            teacher,
            passages,
            indexer,
            retriever: () => peers.client('retriever'),
          });
    const evaluation = { artifacts, tracks, ranker, depth };
    const parts: StudyParts = {
      ...evaluation,
      files,
      data: dataOfPlaces(places, fetching),
      distiller: () => peers.client('distiller'),
      tokenizer: () => peers.client('tokenizer'),
      collect:
        peers.addressOf('indexer') === undefined
          ? undefined
          : (track, model, signal) => makeCollection({ teacher, passages, indexer }, track, model, signal),
      describeProcess,
      telemetry,
      progressMs: settings.studies.progressMs,
    };
    const access = openStudies(settings, folder);
    const workers = studyWorkers(access, parts, settings.studies.running, (outcome) => {
      metrics.attempts.add(1, { 'optical.evaluator.outcome': outcome });
    });
    metrics.running.addCallback((result) => {
      result.observe(workers.running.size);
    });
    const ending = new AbortController();
    let working: Promise<void> | undefined;
    return {
      handlers: {
        describeService: describeService(describeProcess, workers.running),
        evaluate: evaluate(evaluation),
        compare: compare(evaluation),
        createStudy: createStudy(access, parts, settings.studies.retry.attempts),
        getStudy: getStudy(access),
        listStudies: listStudies(access),
        watchStudy: watchStudy(access, ending.signal),
        cancelStudy: cancelStudy(access),
        getReport: getReport(access, tracks),
        exportStudy: exportStudy(access, tracks, artifacts),
      },
      start: (signal) => {
        signal.addEventListener('abort', () => {
          ending.abort();
        });
        working = workers.run(ending.signal);
        working.catch((err: unknown) => {
          telemetry.logger.error({ err }, 'no more studies are taken');
        });
        return Promise.resolve();
      },
      close: async () => {
        ending.abort();
        await working?.catch(() => undefined);
        await ranker.close();
        await access.close();
      },
    };
  },
};
